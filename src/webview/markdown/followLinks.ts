/**
 * Hands every activated link below `root` to `open` and nothing to the browser. The event ends here,
 * as the webview around the page would otherwise open the link a second time.
 */
export function followLinks(root: HTMLElement, open: (url: string) => void): () => void {
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!link || !root.contains(link)) return;
    event.preventDefault();
    event.stopPropagation();
    // The right button has its own menu.
    if (event.button !== 2) open(link.getAttribute("href") ?? "");
  };
  root.addEventListener("click", follow);
  root.addEventListener("auxclick", follow);
  return () => {
    root.removeEventListener("click", follow);
    root.removeEventListener("auxclick", follow);
  };
}
