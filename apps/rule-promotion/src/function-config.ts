import type { Config, RuleStagingConfig } from '@streamalert/config';

/** The part of `conf/` that rule promotion reads. */
export interface RulePromotionFunctionConfig {
  readonly staging: RuleStagingConfig;
}

export const rulePromotionFunctionConfig = ({ global }: Config): RulePromotionFunctionConfig => ({
  staging: global.ruleStaging,
});
