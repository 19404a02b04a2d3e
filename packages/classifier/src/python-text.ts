import { type Json, stringifyJson } from '@streamalert/core';

/**
 * The text 3.5 made of a value, which stored data shows: `True`, `None`, `1e-07`, `3.0`. Objects and arrays become
 * compact JSON, where 3.5 wrote Python literals.
 *
 * @param isFloat The number was spelled as a float, although its value is integral.
 */
export function pythonText(value: Json, isFloat: boolean): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'bigint':
      return value.toString();
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return isFloat || !Number.isSafeInteger(value) ? floatText(value) : value.toString();
    default:
      return value === null ? 'None' : stringifyJson(value);
  }
}

/** Shortest form that reads back equal; an exponent below 1e-4 and from 1e16 on, otherwise always a fraction. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 16)) {
    const sign = power < 0 ? '-' : '+';
    return `${mantissa}e${sign}${Math.abs(power).toString().padStart(2, '0')}`;
  }
  const text = power < 0 && value !== 0 ? positional(mantissa, power) : value.toString();
  return text.includes('.') ? text : `${text}.0`;
}

/** Digits of a number below 1, which JavaScript writes with an exponent from 1e-7 on. */
function positional(mantissa: string, power: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  return `${sign}0.${'0'.repeat(-power - 1)}${mantissa.replace(/[-.]/g, '')}`;
}
