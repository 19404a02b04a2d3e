import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../workspace.ts';

// A dependency of the package that writes templates, and not of the tools.
const { parse, stringify } = createRequire(join(root, 'infra/package.json'))('yaml') as typeof import('yaml');

/**
 * Resource types that the local server refuses, which makes it refuse the whole template. In its run each is replaced by a
 * {@link standIn} that does nothing; the templates themselves are judged by cfn-lint and `sam validate --lint`.
 */
export const refusedTypes: readonly string[] = [
  'AWS::CloudTrail::Trail',
  'AWS::EC2::FlowLog',
  'AWS::Events::EventBusPolicy',
  'AWS::IAM::AccessKey',
  'AWS::IAM::Group',
  'AWS::Logs::Destination',
];

/** Needs no properties and makes nothing. */
const standIn = 'AWS::CloudFormation::WaitConditionHandle';

/** The parts of a template that a deployment is compared with. */
export interface StackTemplate {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

/** A resource as it stands in a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A template as the local server takes it. */
export interface LocalTemplate {
  readonly template: StackTemplate;
  readonly text: string;
  /** Types of the resources that a stand-in is there for. */
  readonly replaced: readonly string[];
}

/** A stand-in is nobody, and has no attributes: lists that name it leave it out, texts that hold an attribute hold another text. */
function withoutReferences(template: StackTemplate): StackTemplate {
  const isStandIn = (id: unknown): boolean => template.Resources[String(id)]?.Type === standIn;
  const resolved = (_key: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((item) => !isStandIn(item?.Ref));
    if (typeof value !== 'string') return value;
    return value.replaceAll(/\$\{(\w+)\.\w+\}/g, (found, id) => (isStandIn(id) ? 'none' : found));
  };
  return JSON.parse(JSON.stringify(template, resolved)) as StackTemplate;
}

/** Puts stand-ins into a template that `streamalert generate infra` wrote. */
export function withStandIns(source: string): LocalTemplate {
  const original = parse(source, { version: '1.1' }) as StackTemplate;
  const replaced = Object.values(original.Resources).flatMap(({ Type }) => (refusedTypes.includes(Type) ? [Type] : []));
  const resources = Object.entries(original.Resources).map(([id, resource]) => {
    if (!refusedTypes.includes(resource.Type)) return [id, resource] as const;
    const { Properties: _, ...others } = resource;
    return [id, { ...others, Type: standIn }] as const;
  });
  const template = withoutReferences({ ...original, Resources: Object.fromEntries(resources) });
  return {
    template,
    text: stringify(template, { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 }),
    replaced,
  };
}
