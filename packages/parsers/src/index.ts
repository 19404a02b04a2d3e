export {
  type CsvColumn,
  type CsvHeader,
  type CsvParser,
  type CsvParserOptions,
  type CsvRowLength,
  createCsvParser,
} from './csv.ts';
export {
  type DecodedJson,
  type DecodeFailure,
  type DecodeOptions,
  decodeJson,
  defaultMaxDepth,
  parseMarkingFloats,
} from './decode-json.ts';
export {
  type ChunkDecoder,
  createDecoder,
  type DetectedEncoding,
  decodeText,
  detectEncoding,
  type TextEncoding,
} from './decode-text.ts';
export { JsonPathError } from './errors.ts';
export { FloatMarks } from './float-marks.ts';
export { createJsonParser, type JsonParser, type JsonParserOptions } from './json.ts';
export { compileJsonPath, type JsonPath } from './json-path.ts';
export { createKvParser, type KvPairs, type KvParser, type KvParserOptions } from './kv.ts';
export { createLineFields, type LineFields, type LineFormat, type LineReader } from './line-fields.ts';
export { everyItem, type PathStep } from './plain-path.ts';
export type { Candidate, ParserInput, RecordParser } from './record-parser.ts';
export {
  createScan,
  hasDecimal,
  hasEndlessInteger,
  hasEscapedKey,
  hasHugeNumber,
  hasLineBreak,
  incomplete,
  invalid,
  kinds,
  maxIntegerDigits,
  type Scan,
  scan,
  skipSpace,
} from './scan.ts';
export { createSyslogParser, type SyslogFormat, type SyslogParser, type SyslogParserOptions } from './syslog.ts';
export { isTruthy } from './truthy.ts';
