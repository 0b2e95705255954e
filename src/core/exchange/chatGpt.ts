import { isObject } from "../decode";
import { phrase } from "../phrase";
import { chatGptContent, isShown, type Piece } from "./chatGptContent";
import type { ForeignConversation, ForeignMessage } from "./foreign";
import { Trouble } from "./trouble";
import { listAt, member, secondsAt, textAt } from "./untrusted";

/**
 * A conversation of ChatGPT's export: an element of conversations.json, or of one of the files
 * conversations-000.json and so on. Its `mapping` is a tree of nodes by id, each with `parent`,
 * `children` and `message`; `current_node` is the end of the shown thread; times are seconds. The
 * form is as LibreChat reads it (packages/api/src/import/chatgpt/convert.ts, content.ts, manifest.ts,
 * and the export in __data__/fixture.ts there).
 */
export function isChatGpt(value: unknown): boolean {
  return isObject(member(value, "mapping"));
}

/** Reads one. Throws where its tree is none. */
export function chatGptConversation(value: unknown): ForeignConversation {
  const nodes = nodesOf(value);
  const { messages, places, notes } = new Threads(
    nodes,
    textAt(value, "default_model_slug"),
  ).read();
  const current = places.get(textAt(value, "current_node"));
  const createdAt = secondsAt(value, "create_time");
  const changedAt = secondsAt(value, "update_time");
  return {
    program: "chatgpt",
    id: textAt(value, "conversation_id") || textAt(value, "id") || [...nodes.keys()].join(),
    title: textAt(value, "title"),
    ...(createdAt !== undefined && { createdAt }),
    ...(changedAt !== undefined && { changedAt }),
    messages,
    ...(current && { leafId: current }),
    notes: [...notes].map(([text, count]) => phrase(text, String(count))),
  };
}

interface Node {
  readonly id: string;
  readonly parent: string;
  readonly children: readonly string[];
  readonly message: unknown;
}

function nodesOf(value: unknown): ReadonlyMap<string, Node> {
  const mapping = member(value, "mapping");
  const nodes = new Map<string, Node>();
  for (const [id, node] of Object.entries(isObject(mapping) ? mapping : {})) {
    const children = listAt(node, "children").filter(child => typeof child === "string");
    nodes.set(id, {
      id,
      parent: textAt(node, "parent"),
      children,
      message: member(node, "message"),
    });
  }
  return nodes;
}

/** Where a walk over the tree is. */
interface Step {
  readonly id: string;
  /** The message above. */
  readonly above: Growing | undefined;
  /** Nothing else goes on from there, so that an answer in several steps is one. */
  readonly single: boolean;
}

/** A message while nodes are put into it. */
interface Growing extends ForeignMessage {
  readonly pieces: Piece[];
  /** The models that its steps name. */
  readonly models: string[];
}

/** Makes messages of nodes. What one answer did in several steps, one behind the other, is one answer. */
class Threads {
  private readonly messages: Growing[] = [];
  /** The message that a node is in, or that stands above it. */
  private readonly places = new Map<string, string>();
  private readonly notes = new Map<string, number>();
  private readonly below = new Map<string, string[]>();

  constructor(
    private readonly nodes: ReadonlyMap<string, Node>,
    private readonly defaultModel: string,
  ) {
    for (const { id, parent } of nodes.values()) {
      const list = this.below.get(parent);
      if (list) list.push(id);
      else this.below.set(parent, [id]);
    }
  }

  read() {
    const roots = [...this.nodes.values()].filter(({ parent }) => !this.nodes.has(parent));
    const steps: Step[] = roots
      .map(({ id }) => ({ id, above: undefined, single: false }))
      .toReversed();
    const seen = new Set<string>();
    for (let step = steps.pop(); step; step = steps.pop()) {
      const node = this.nodes.get(step.id);
      if (!node || seen.has(step.id)) continue;
      seen.add(step.id);
      const { above, joined } = this.take(node, step);
      if (above) this.places.set(node.id, above.id);
      const below = this.childrenOf(node);
      const single = below.length === 1 && (joined || step.single);
      for (const id of below.toReversed()) steps.push({ id, above, single });
    }
    if (seen.size < this.nodes.size)
      throw new Trouble(phrase("Its messages form a circle, or stand in the wrong order."));
    return {
      messages: this.messages.map(message => this.whole(message)),
      places: this.places,
      notes: this.notes,
    };
  }

  /** In the node's own order; behind them what only names it as its parent. */
  private childrenOf({ id, children }: Node): readonly string[] {
    const below = this.below.get(id) ?? [];
    const known = new Set(below);
    const named = new Set(children.filter(child => known.has(child)));
    return [...named, ...below.filter(child => !named.has(child))];
  }

  private take({ id, message }: Node, { above, single }: Step) {
    const role = roleOf(message);
    if (!role || !isShown(message)) return { above, joined: false };
    const piece = chatGptContent(message);
    for (const note of piece.notes) this.notes.set(note, (this.notes.get(note) ?? 0) + 1);
    if (piece.parts.length === 0 && !piece.reasoning) return { above, joined: false };
    if (role === "assistant" && above?.role === "assistant" && single) {
      above.pieces.push(piece);
      above.models.push(modelOf(message));
      return { above, joined: true };
    }
    const added = this.add(id, message, role, above, piece);
    return { above: added, joined: true };
  }

  private add(
    id: string,
    message: unknown,
    role: "user" | "assistant",
    above: Growing | undefined,
    piece: Piece,
  ): Growing {
    const at = secondsAt(message, "create_time");
    const added: Growing = {
      id,
      parentId: above?.id ?? null,
      ...(at !== undefined && { at }),
      role,
      parts: [],
      pieces: [piece],
      models: [modelOf(message)],
    };
    this.messages.push(added);
    return added;
  }

  private whole({ pieces, models, ...message }: Growing): ForeignMessage {
    const reasoning = pieces.flatMap(piece => piece.reasoning || []).join("\n\n");
    const parts = pieces.flatMap(piece => piece.parts);
    const model = models.findLast(Boolean) || this.defaultModel || "ChatGPT";
    return {
      ...message,
      parts,
      ...(reasoning && { reasoning }),
      ...(message.role === "assistant" && { model, provider: "openai" }),
    };
  }
}

function modelOf(message: unknown): string {
  return textAt(member(message, "metadata"), "model_slug");
}

/** What a tool says belongs to the answer that called it. */
function roleOf(message: unknown): "user" | "assistant" | undefined {
  const role = textAt(member(message, "author"), "role");
  if (role === "user") return "user";
  return role === "assistant" || role === "tool" ? "assistant" : undefined;
}
