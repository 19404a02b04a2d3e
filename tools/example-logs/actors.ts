import { type Actor, account, timestamp } from './event.ts';

const cli = 'aws-cli/2.31.4 md/awscrt#0.28.2 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.13.7';
const console = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const sdk = 'aws-sdk-js/3.940.0 ua/2.1 os/linux#6.12 lang/js md/nodejs#24.21.0 api/s3#3.940.0';

function user(userName: string, address: string, options: { readonly mfa: boolean; readonly agent: string }): Actor {
  return {
    identity: {
      type: 'IAMUser',
      principalId: 'AIDACKCEVSQ6C2EXAMPLE',
      arn: `arn:aws:iam::${account}:user/${userName}`,
      accountId: account,
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      userName,
      sessionContext: {
        attributes: { creationDate: timestamp(0), mfaAuthenticated: options.mfa ? 'true' : 'false' },
      },
    },
    address,
    userAgent: options.agent,
  };
}

function role(roleName: string, session: string, address: string, agent: string): Actor {
  return {
    identity: {
      type: 'AssumedRole',
      principalId: `AROACKCEVSQ6C2EXAMPLE:${session}`,
      arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${session}`,
      accountId: account,
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROACKCEVSQ6C2EXAMPLE',
          arn: `arn:aws:iam::${account}:role/${roleName}`,
          accountId: account,
          userName: roleName,
        },
        attributes: { creationDate: timestamp(0), mfaAuthenticated: 'false' },
      },
    },
    address,
    userAgent: agent,
  };
}

function root(address: string, userAgent: string): Actor {
  return {
    identity: { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account },
    address,
    userAgent,
  };
}

/** A service of AWS that acts on its own. */
export function service(name: string): Actor {
  const host = `${name}.amazonaws.com`;
  return { identity: { type: 'AWSService', invokedBy: host }, address: host, userAgent: host };
}

export const administrator = user('platform-admin@example.com', '192.0.2.10', { mfa: true, agent: console });
export const analyst = user('analyst@example.com', '192.0.2.24', { mfa: true, agent: console });
export const deployer = role('ci-deployer', 'pipeline-4711', '198.51.100.20', cli);
export const reporting = role('reporting', 'nightly-report', '198.51.100.31', sdk);
export const webServer = role('web-server', 'i-0a1b2c3d4e5f60718', '198.51.100.40', sdk);
export const configRecorder: Actor = {
  ...role('config-recorder', 'configLambdaExecution', 'config.amazonaws.com', 'config.amazonaws.com'),
};

/** Key of a build user, used from where nobody builds. */
export const stolenKey = user('build-artifacts', '203.0.113.66', { mfa: false, agent: cli });
export const rootSignIn = root('203.0.113.66', console);
/** Something that AWS does for the root user; not somebody who signed in. */
export const rootThroughSupport: Actor = {
  identity: { ...root('', '').identity, invokedBy: 'support.amazonaws.com' },
  address: 'support.amazonaws.com',
  userAgent: 'support.amazonaws.com',
};
