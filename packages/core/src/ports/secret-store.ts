/** Credentials by name, e.g. `outputs/slack/soc-triage`. Values are never logged. */
export interface SecretStore {
  /** The fields, or `undefined` when there is no such secret. @throws PipelineError when it cannot be decrypted. */
  get(name: string): Promise<Readonly<Record<string, string>> | undefined>;
  put(name: string, fields: Readonly<Record<string, string>>): Promise<void>;
  /** Names only, sorted. */
  list(): Promise<readonly string[]>;
  delete(name: string): Promise<void>;
}
