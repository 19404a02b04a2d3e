export type { RulePromotionFunctionConfig } from './function-config.ts';
export { createHandler, type RulePromotionEvent, type RulePromotionHandler } from './handler.ts';
