import { GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { deploymentCall, unlessAbsent } from './deployment-call.ts';

/** What commands remember of a deployment, each a short text. Holds no secret. */
export interface DeploymentNotes {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
}

/** Notes as parameters of the Parameter Store. @param root Start of their names, e.g. `/acme/streamalert/deployments`. */
export function createDeploymentNotes(client: SSMClient, root: string): DeploymentNotes {
  return {
    async read(name) {
      const found = await unlessAbsent(`ssm:GetParameter of ${root}/${name}`, () =>
        client.send(new GetParameterCommand({ Name: `${root}/${name}` })),
      );
      return found?.Parameter?.Value;
    },
    async write(name, text) {
      await deploymentCall(`ssm:PutParameter of ${root}/${name}`, () =>
        client.send(new PutParameterCommand({ Name: `${root}/${name}`, Value: text, Type: 'String', Overwrite: true })),
      );
    },
  };
}
