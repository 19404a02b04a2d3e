export { type AthenaSearch, type AthenaSearchOptions, createAthenaSearch } from './history-search.ts';
