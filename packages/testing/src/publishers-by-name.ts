import { isPublisher, type Publisher, type PublisherOption, type Rule } from '@streamalert/rules-sdk';

/** Every publisher that an alert of these rules may name. */
export function publishersByName(
  rules: readonly Rule[],
  publishers: readonly Publisher[],
): ReadonlyMap<string, Publisher> {
  const named = rules.flatMap((rule) => (rule.publishers === undefined ? [] : publishersIn(rule.publishers)));
  return new Map([...publishers, ...named].map((publisher) => [publisher.name, publisher]));
}

function publishersIn(option: PublisherOption): readonly Publisher[] {
  if (isPublisher(option)) return [option];
  return (Array.isArray(option) ? (option as readonly Publisher[]) : Object.values(option)).flat();
}
