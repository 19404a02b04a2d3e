const decoder = new TextDecoder();

/** Decode, parse and stringify of documents. */
export function floorOfDocuments(data: readonly Uint8Array[]): void {
  for (const content of data) flat(JSON.stringify(JSON.parse(decoder.decode(content))));
}

/** Decode, parse and stringify of JSON lines. */
export function floorOfLines(content: Uint8Array): void {
  for (const line of decoder.decode(content).split('\n')) if (line !== '') flat(JSON.stringify(JSON.parse(line)));
}

/** Decode, and a bare split into lines and of each line at its blanks. */
export function floorOfText(content: Uint8Array): void {
  let fields = 0;
  for (const line of decoder.decode(content).split('\n')) fields += line.split(' ').length;
  if (fields === 0) throw new Error('nothing was split');
}

/** Makes the engine write the text out. */
function flat(text: string): void {
  text.charCodeAt(text.length >> 1);
}
