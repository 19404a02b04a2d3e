export { rulePromotionFunctionConfig as configOf } from './function-config.ts';
