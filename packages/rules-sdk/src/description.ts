/** A rule's description, taken apart: what it says, who wrote it, and its labelled fields in order. */
export interface RuleDescription {
  /** Empty when nobody is named. */
  readonly author: string;
  readonly description: string;
  /** By label in lower case, e.g. `reference`, `playbook`, `att&ck tactic`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A label of at most twenty letters, digits, `-`, `_`, `&` and spaces, and a colon; the scheme of a link is none. */
const labelled = /^(?!https?:)([\w&\- ]{0,20}):(.*)$/;
const link = /^(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)+(?:[/?#:][\w\-./?%&=#+:~,;!@$'()*[\]]*)?$/;

/**
 * Reads the conventions of 3.5's rule docstrings: a line `label: text` begins a field, other lines go on with the one
 * before, and text before any label is the description. `author` and `maintainer` name the author. A link that was
 * broken over lines is put together again.
 */
export function parseDescription(text: string): RuleDescription {
  const fields = new Map<string, string[]>([['description', []]]);
  let current = fields.get('description') as string[];
  for (const line of text.split('\n').map((one) => one.trim())) {
    const [, label, rest = ''] = labelled.exec(line) ?? [];
    if (label === undefined) {
      current.push(line);
      continue;
    }
    const key = authorLabels.has(label.toLowerCase()) ? 'author' : label.toLowerCase();
    // Of two authors the later one is taken; any other label that comes again goes on.
    current = key === 'author' ? [] : (fields.get(key) ?? []);
    fields.set(key, current);
    current.push(rest.trim());
  }
  const {
    author = '',
    description = '',
    ...others
  } = Object.fromEntries([...fields].map(([label, lines]) => [label, joined(lines)]));
  return { author, description, fields: others };
}

const authorLabels: ReadonlySet<string> = new Set(['author', 'maintainer']);

/** Lines become one text; blank ones between them as many line feeds. */
function joined(lines: readonly string[]): string {
  let text = '';
  let blanks = 0;
  for (const line of lines) {
    if (line === '') blanks++;
    else {
      if (text === '') text = line;
      else if (blanks > 0) text += '\n'.repeat(blanks) + line;
      else text += link.test(text + line) ? line : ` ${line}`;
      blanks = 0;
    }
  }
  return text;
}
