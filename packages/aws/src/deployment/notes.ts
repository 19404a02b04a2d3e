import { GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { codeOf } from '../aws-call.ts';
import { deploymentCall } from './deployment-call.ts';

/** What commands remember of a deployment, each a short text. Holds no secret. */
export interface DeploymentNotes {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
}

/** Notes as parameters of the Parameter Store. @param root Start of their names, e.g. `/acme/streamalert/deployments`. */
export function createDeploymentNotes(client: SSMClient, root: string): DeploymentNotes {
  const call = <T>(action: string, name: string, send: () => Promise<T>): Promise<T> =>
    deploymentCall(`ssm:${action} of ${root}/${name}`, send);
  return {
    read: (name) =>
      call('GetParameter', name, async () => {
        try {
          return (await client.send(new GetParameterCommand({ Name: `${root}/${name}` }))).Parameter?.Value;
        } catch (error) {
          if (codeOf(error) === 'ParameterNotFound') return undefined;
          throw error;
        }
      }),
    async write(name, text) {
      await call('PutParameter', name, () =>
        client.send(new PutParameterCommand({ Name: `${root}/${name}`, Value: text, Type: 'String', Overwrite: true })),
      );
    },
  };
}
