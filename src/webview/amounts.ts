/** Numbers as the page's language writes them. Imported by chunks only. */
const language = () => document.documentElement.lang || undefined;

/** A count in full. */
export function count(value: number): string {
  return value.toLocaleString(language());
}

/** A count that is only about right: `3.4K`. */
export function shortCount(value: number): string {
  return value.toLocaleString(language(), { notation: "compact", maximumSignificantDigits: 3 });
}

/** US dollars, however few. */
export function dollars(value: number, maximumSignificantDigits = 3): string {
  return value.toLocaleString(language(), {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 0,
    maximumSignificantDigits,
  });
}
