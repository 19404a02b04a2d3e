import {
  GetAliasCommand,
  type LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { deploymentCall, unlessAbsent } from './deployment-call.ts';

/** Everything invokes this alias of a function. */
export const liveAlias = 'production';

/** Versions of functions, and which of them is live. */
export interface FunctionVersions {
  /** The version that the alias `production` points at; `undefined` when there is no such function or alias. */
  live(functionName: string): Promise<string | undefined>;
  /** Published versions, oldest first. */
  list(functionName: string): Promise<readonly string[]>;
  /** Makes a version live. What runs already ends as it began. */
  makeLive(functionName: string, version: string): Promise<void>;
}

/** Versions of Lambda functions, in the account and region of the client. */
export function createFunctionVersions(client: LambdaClient): FunctionVersions {
  const call = <T>(action: string, name: string, send: () => Promise<T>): Promise<T> =>
    deploymentCall(`lambda:${action} of ${name}`, send);
  return {
    async live(FunctionName) {
      const found = await unlessAbsent(`lambda:GetAlias of ${FunctionName}`, () =>
        client.send(new GetAliasCommand({ FunctionName, Name: liveAlias })),
      );
      return found?.FunctionVersion;
    },
    async list(FunctionName) {
      const versions: string[] = [];
      let Marker: string | undefined;
      do {
        const page = await call('ListVersionsByFunction', FunctionName, () =>
          client.send(new ListVersionsByFunctionCommand({ FunctionName, ...(Marker !== undefined && { Marker }) })),
        );
        versions.push(...(page.Versions ?? []).flatMap(({ Version }) => (Version === undefined ? [] : [Version])));
        Marker = page.NextMarker;
      } while (Marker !== undefined && Marker !== '');
      return versions.filter((version) => /^\d+$/.test(version)).sort((a, b) => Number(a) - Number(b));
    },
    async makeLive(FunctionName, FunctionVersion) {
      await call('UpdateAlias', FunctionName, () =>
        client.send(new UpdateAliasCommand({ FunctionName, Name: liveAlias, FunctionVersion })),
      );
    },
  };
}
