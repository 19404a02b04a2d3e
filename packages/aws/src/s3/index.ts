export { createS3BlobStore, type S3BlobStoreOptions } from './blob-store.ts';
export { createS3LookupSource, type S3LookupSourceOptions } from './lookup-source.ts';
