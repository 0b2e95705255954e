/** The question and the answer that the pictures show: each kind of block that answers are made of. */
export const question = "Explain this debounce function";

export const answerText = `A **debounce** delays a call until the caller has been quiet for a while. Your version restarts the timer on every keystroke, so \`save()\` runs once, after the last one.

## What happens, step by step

1. The first call stores a timer id in \`timer\`.
2. Each later call clears that timer and starts a new one.
3. When nothing comes for \`wait\` milliseconds, \`fn\` runs with the *latest* arguments.

\`\`\`ts
export function debounce<A extends unknown[]>(fn: (...args: A) => void, wait = 250) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (...args: A) => {
    clearTimeout(timer); // forget the call before
    timer = setTimeout(() => fn(...args), wait);
  };
}
\`\`\`

| option | effect | default |
| --- | --- | --- |
| \`wait\` | quiet time in ms | 250 |
| \`leading\` | run on the first call too | off |

> Tip: clear the timer when the view closes, or \`fn\` may run on something that is gone.

- [x] keeps the latest arguments
- [ ] cancels on dispose
`;
