/** What the environment decides; the only place that reads it. */
export interface Settings {
  /** Colour on standard output, unless the stream is no terminal. @see https://no-color.org */
  readonly color: boolean;
  /** Every variable, for credentials of outputs (`STREAMALERT_OUTPUT_…`). Values are never printed. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** 32 bytes in base64 that decrypt the local credentials file; absent: the key file is used. */
  readonly secretsKey?: string;
  /** Folder of the key file and the credentials file. */
  readonly configHome: string;
}

/** Reads the environment once. */
export function readSettings(home: string): Settings {
  const { env } = process;
  const secretsKey = env['STREAMALERT_SECRETS_KEY'];
  return {
    color: (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    env,
    ...(secretsKey !== undefined && secretsKey !== '' && { secretsKey }),
    configHome: env['STREAMALERT_CONFIG_HOME'] ?? `${env['XDG_CONFIG_HOME'] ?? `${home}/.config`}/streamalert`,
  };
}
