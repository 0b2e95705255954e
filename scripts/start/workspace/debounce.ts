/** Calls `action` once things have been quiet for `wait` milliseconds. */
export function debounce<A extends unknown[]>(action: (...args: A) => void, wait: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const debounced = (...args: A) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...args), wait);
  };
  debounced.cancel = () => clearTimeout(timer);
  return debounced;
}
