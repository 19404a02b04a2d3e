export { canonicalValue, hashFamily, isAddressType, isHashType } from './canonical-value.ts';
export { NetworkIndex } from './network-index.ts';
