const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** RFC 6265, section 5.1.1: what separates the words of a date. */
const DELIMITERS = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;
const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D.*)?$/;
const DAY = /^(\d{1,2})(?:\D.*)?$/;
const YEAR = /^(\d{2,4})(?:\D.*)?$/;
const FIRST_YEAR = 1601;

/**
 * Reads the date of a cookie as user agents do (RFC 6265, section 5.1.1): in whatever order and
 * with whatever between its words. Milliseconds since 1970; undefined when it is none.
 */
export function cookieDateMs(text: string): number | undefined {
  let time: readonly number[] | undefined;
  let day: number | undefined;
  let month: number | undefined;
  let year: number | undefined;
  for (const word of text.split(DELIMITERS)) {
    const [clock, date, years] = [TIME.exec(word), DAY.exec(word), YEAR.exec(word)];
    const monthIndex = MONTHS.indexOf(word.slice(0, 3).toLowerCase());
    if (time === undefined && clock !== null) time = clock.slice(1).map(Number);
    else if (day === undefined && date !== null) day = Number(date[1]);
    else if (month === undefined && monthIndex >= 0) month = monthIndex;
    else if (year === undefined && years !== null) year = fullYear(Number(years[1]));
  }
  const [hour = 24, minute = 60, second = 60] = time ?? [];
  if (day === undefined || month === undefined || year === undefined) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || year < FIRST_YEAR) return undefined;
  const ms = Date.UTC(year, month, day, hour, minute, second);
  // The 30th of February is no day.
  return new Date(ms).getUTCDate() === day ? ms : undefined;
}

function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return 1900 + year;
  return year <= 69 ? 2000 + year : year;
}
