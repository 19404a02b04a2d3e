export { createS3BlobStore, type S3BlobStoreOptions } from './blob-store.ts';
