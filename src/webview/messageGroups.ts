/**
 * So many messages stand in one element. Layout skips it as a whole where it is off the screen, and
 * walks over few of them: so a long conversation costs what a short one does.
 */
const groupSize = 16;

/**
 * Makes these the messages in their order, below what stands `above` them all. None moves that stands
 * right: one with the focus would lose it.
 */
export function arrangeInGroups(
  list: HTMLElement,
  above: HTMLElement | undefined,
  nodes: readonly HTMLElement[],
): void {
  const groups = grouped(nodes, list);
  for (const [group, members] of groups) arrange(group, members);
  arrange(list, [...(above ? [above] : []), ...groups.keys()]);
}

/** Who is in a group stays in it; who is new comes to those before it, or into a new group. */
function grouped(
  nodes: readonly HTMLElement[],
  list: HTMLElement,
): ReadonlyMap<HTMLElement, HTMLElement[]> {
  const groups = new Map<HTMLElement, HTMLElement[]>();
  let group: HTMLElement | undefined;
  for (const [index, node] of nodes.entries()) {
    const home = homeOf(node, list) ?? between(group, nodes[index + 1], list);
    const full = group === undefined || (groups.get(group)?.length ?? 0) >= groupSize;
    if (home && !groups.has(home)) group = home;
    else if (!group || (!home && full)) group = newGroup();
    const members = groups.get(group) ?? [];
    members.push(node);
    groups.set(group, members);
  }
  return groups;
}

/** A new message in the middle of a group belongs to it. */
function between(
  group: HTMLElement | undefined,
  next: HTMLElement | undefined,
  list: HTMLElement,
): HTMLElement | undefined {
  return group && next && homeOf(next, list) === group ? group : undefined;
}

function homeOf(node: HTMLElement, list: HTMLElement): HTMLElement | undefined {
  const { parentElement: parent } = node;
  return parent?.parentElement === list ? parent : undefined;
}

function newGroup(): HTMLElement {
  const group = document.createElement("div");
  group.className = "message-group";
  return group;
}

/** Makes these the children, those that are others removed. */
function arrange(parent: HTMLElement, nodes: readonly HTMLElement[]): void {
  const wanted = new Set<Element>(nodes);
  for (const child of Array.from(parent.children)) if (!wanted.has(child)) child.remove();
  let at = parent.firstElementChild;
  for (const node of nodes) {
    if (node === at) at = at.nextElementSibling;
    else parent.insertBefore(node, at);
  }
}
