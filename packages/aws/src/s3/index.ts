export { createS3BlobStore, type S3BlobStoreOptions } from './blob-store.ts';
export { createS3LookupDocument, type S3LookupDocumentOptions } from './lookup-document.ts';
export { createS3Quarantine, type S3QuarantineOptions } from './quarantine.ts';
