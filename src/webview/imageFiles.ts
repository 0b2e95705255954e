import type { HostToPanel } from "../core/protocol";
import { bytesOfDataUrl } from "../core/base64";
import type { ImagePage } from "./imageTools";

/** Pictures that lie beside the journal: asked for when they are about to be seen. */
export class ImageFiles {
  /** Who waits for a file, by conversation and name. */
  private readonly waiting = new Map<string, ((url: string) => void)[]>();
  private readonly unseen = new Map<Element, () => void>();
  private readonly observer = new IntersectionObserver(entries => this.saw(entries), {
    rootMargin: "300px",
  });

  constructor(private readonly page: Pick<ImagePage, "post" | "conversation">) {}

  /** Loads a picture once it is near to the screen. */
  showWhenSeen(image: HTMLImageElement, url: string, gone: () => void): void {
    this.unseen.set(image, () => this.show(image, url, gone));
    this.observer.observe(image);
  }

  /** Loads a picture. */
  show(image: HTMLImageElement, url: string, gone: () => void): void {
    image.addEventListener("error", gone, { once: true });
    if (url.startsWith("data:")) image.src = url;
    else this.ask(url, read => (read === "" ? gone() : useBytes(image, read)));
  }

  took({ conversationId, file, url }: Extract<HostToPanel, { type: "image" }>): void {
    const key = `${conversationId}/${file}`;
    const waiting = this.waiting.get(key) ?? [];
    this.waiting.delete(key);
    for (const take of waiting) take(url);
  }

  private ask(file: string, take: (url: string) => void): void {
    const conversationId = this.page.conversation.value?.id ?? "";
    const key = `${conversationId}/${file}`;
    const waiting = this.waiting.get(key);
    if (waiting) return void waiting.push(take);
    this.waiting.set(key, [take]);
    this.page.post({ type: "readImage", conversationId, file });
  }

  private saw(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      this.observer.unobserve(target);
      this.unseen.get(target)?.();
      this.unseen.delete(target);
    }
  }
}

/** The page keeps the bytes no longer than it needs to draw them. */
function useBytes(image: HTMLImageElement, dataUrl: string): void {
  const bytes = bytesOfDataUrl(dataUrl);
  const url = URL.createObjectURL(new Blob(bytes ? [bytes] : []));
  const forget = () => URL.revokeObjectURL(url);
  image.addEventListener("load", forget, { once: true });
  image.addEventListener("error", forget, { once: true });
  image.src = url;
}
