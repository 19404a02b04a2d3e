import { describe, expect, it, vi } from 'vitest';
import { createSystemClock, formatTimestamp, parseTimestamp, partitionHour } from '../src/index.ts';

describe('createSystemClock', () => {
  it('never returns the same time twice', () => {
    const clock = createSystemClock();

    const times = Array.from({ length: 10_000 }, () => clock.now());

    expect(times.every((time, index) => index === 0 || time > (times[index - 1] as number))).toBe(true);
  });

  it('goes on where it was when the machine clock is set back', () => {
    const clock = createSystemClock();
    const before = clock.now();
    const setBack = vi.spyOn(performance, 'now').mockReturnValue(-1_000_000);

    const after = clock.now();
    setBack.mockRestore();

    expect(after).toBe(before + 1);
  });

  it('is near the time of day', () => {
    expect(Math.abs(createSystemClock().now() / 1000 - Date.now())).toBeLessThan(1000);
  });
});

describe('timestamps', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000000Z'],
    [1_688_990_282_000_123, '2023-07-10T11:58:02.000123Z'],
    [1_688_990_282_999_999, '2023-07-10T11:58:02.999999Z'],
  ])('writes and reads %i with six digits', (time, text) => {
    expect(formatTimestamp(time)).toBe(text);
    expect(parseTimestamp(text)).toBe(time);
  });

  it('reads fewer digits, as other writers leave them out', () => {
    expect(parseTimestamp('2023-07-10T11:58:02Z')).toBe(1_688_990_282_000_000);
    expect(parseTimestamp('2023-07-10T11:58:02.5Z')).toBe(1_688_990_282_500_000);
  });

  it.each(['', '2023-07-10', '2023-07-10T11:58:02+02:00', '2023-13-10T11:58:02Z'])('refuses %j', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it('names the hour of a partition', () => {
    expect(partitionHour(1_688_990_282_000_123)).toBe('2023-07-10-11');
  });
});
