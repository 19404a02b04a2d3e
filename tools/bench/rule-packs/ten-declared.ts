import { declaredRules } from './declared.ts';

export const rules = declaredRules(10);
