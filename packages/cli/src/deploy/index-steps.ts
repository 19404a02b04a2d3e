import type { ExistingResources } from '@streamalert/aws/deployment';
import type { Resource, Template, Value } from '@streamalert/infra';

interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly { readonly AttributeName: string }[];
}

/**
 * The templates by which a stack gets from what its tables are to what they should be: DynamoDB makes one index of a table at a time. Mostly
 * that is the template alone.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
 */
export async function indexSteps(template: Template, existing: ExistingResources): Promise<readonly Template[]> {
  const tables = Object.entries(template.Resources).filter(([, resource]) => indexesOf(resource).length > 1);
  const present = new Map<string, ReadonlySet<string>>();
  for (const [id, { Properties }] of tables) {
    const found = await existing.table(String(Properties?.['TableName']));
    if (found === undefined) continue;
    const indexes = (found.properties['GlobalSecondaryIndexes'] ?? []) as readonly Index[];
    present.set(id, new Set(indexes.map(({ IndexName }) => IndexName)));
  }
  const missing = (id: string): readonly Index[] =>
    indexesOf(template.Resources[id]).filter(({ IndexName }) => present.get(id)?.has(IndexName) === false);
  const steps = Math.max(1, ...[...present.keys()].map((id) => missing(id).length));
  return Array.from({ length: steps }, (_, step) => {
    const postponed = [...present.keys()].map((id) => [id, new Set(missing(id).slice(step + 1))] as const);
    return postponed.reduce((result, [id, later]) => withoutIndexes(result, id, later), template);
  });
}

const indexesOf = (resource: Resource | undefined): readonly Index[] =>
  resource?.Type === 'AWS::DynamoDB::Table'
    ? ((resource.Properties?.['GlobalSecondaryIndexes'] ?? []) as unknown as readonly Index[])
    : [];

function withoutIndexes(template: Template, id: string, later: ReadonlySet<Index>): Template {
  const table = template.Resources[id];
  if (table === undefined || later.size === 0) return template;
  const kept = indexesOf(table).filter((index) => !later.has(index));
  const keys = [
    table.Properties?.['KeySchema'] as unknown as Index['KeySchema'],
    ...kept.map(({ KeySchema }) => KeySchema),
  ];
  const used = new Set(keys.flat().map(({ AttributeName }) => AttributeName));
  const defined = table.Properties?.['AttributeDefinitions'] as unknown as { readonly AttributeName: string }[];
  const properties = {
    ...table.Properties,
    // Attributes that no key has are refused.
    AttributeDefinitions: defined.filter(({ AttributeName }) => used.has(AttributeName)) as unknown as Value,
    GlobalSecondaryIndexes: kept.length === 0 ? undefined : (kept as unknown as Value),
  };
  return { ...template, Resources: { ...template.Resources, [id]: { ...table, Properties: properties } } };
}
