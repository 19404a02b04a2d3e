import type { Rule } from '@streamalert/rules-sdk';

export const rules: readonly Rule[];
