/** A Markdown text and the HTML it must become, without the parts that are ours. */
export interface MarkdownExample {
  readonly markdown: string;
  readonly html: string;
}

const rows: readonly (readonly [markdown: string, html: string])[] = [
  ["plain text\n", "<p>plain text</p>"],
  ["two\nlines\n", "<p>two\nlines</p>"],
  ["hard  \nbreak\n", "<p>hard<br>break</p>"],
  ["back\\\nslash\n", "<p>back<br>slash</p>"],
  ["one\n\ntwo\n", "<p>one</p><p>two</p>"],
  ["# A\n## B\n###### F\n####### G\n", "<h1>A</h1><h2>B</h2><h6>F</h6><p>####### G</p>"],
  ["Title\n=====\n\nSub\n---\n", "<h1>Title</h1><h2>Sub</h2>"],
  ["# closed ##\n", "<h1>closed</h1>"],
  ["a\n- - -\nb\n", "<p>a</p><hr><p>b</p>"],
  ["***\n___\n", "<hr><hr>"],
  [
    "*em* **strong** ***both***\n",
    "<p><em>em</em> <strong>strong</strong> <em><strong>both</strong></em></p>",
  ],
  ["snake_case_name and * star\n", "<p>snake_case_name and * star</p>"],
  ["**open\n", "<p>**open</p>"],
  ["~~gone~~\n", "<p><del>gone</del></p>"],
  ["\\*literal\\*\n", "<p>*literal*</p>"],
  ["&amp; &copy; &#35; &bogus;\n", "<p>&amp; © # &amp;bogus;</p>"],
  ["`code` and ``a ` b``\n", "<p><code>code</code> and <code>a ` b</code></p>"],
  ["`un closed\n", "<p>`un closed</p>"],
  ["`a\nb`\n", "<p><code>a b</code></p>"],
  ["> quote\nlazy\n\nout\n", "<blockquote><p>quote\nlazy</p></blockquote><p>out</p>"],
  ["> a\n> > b\n", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"],
  ["- a\n- b\n", "<ul><li>a</li><li>b</li></ul>"],
  ["- a\n\n- b\n", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"],
  ["- a\n  - b\n    - c\n", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"],
  ["3. c\n4. d\n", '<ol start="3"><li>c</li><li>d</li></ol>'],
  ["1) a\n2. b\n", '<ol><li>a</li></ol><ol start="2"><li>b</li></ol>'],
  ["- a\n+ b\n", "<ul><li>a</li></ul><ul><li>b</li></ul>"],
  ["text\n- a\n", "<p>text</p><ul><li>a</li></ul>"],
  ["text\n2. a\n", "<p>text\n2. a</p>"],
  ["- a\n\n\n\n  b\n", "<ul><li><p>a</p><p>b</p></li></ul>"],
  ["-\n  a\n-\n", "<ul><li>a</li><li></li></ul>"],
  [
    "- > q\n  c\n- # h\n",
    "<ul><li><blockquote><p>q\nc</p></blockquote></li><li><h1>h</h1></li></ul>",
  ],
  ["- [x] done\n- [ ] open\n", '<ul><li><input checked="">done</li><li><input>open</li></ul>'],
  ["- [x]no\n", "<ul><li>[x]no</li></ul>"],
  ["\tcode\n\n\tmore\n", "<pre>code\n\nmore\n</pre>"],
  ["```\na\n```\n", "<pre>a\n</pre>"],
  ["~~~\n```\n~~~~\nb\n", "<pre>```\n</pre><p>b</p>"],
  ["```\nopen\n\n", "<pre>open\n\n</pre>"],
  ["```\n```\n", "<pre></pre>"],
  ["````\n```\n``\n````\n", "<pre>```\n``\n</pre>"],
  ["```\na\n  ```  \nb\n", "<pre>a\n</pre><p>b</p>"],
  ["```\na```\nb\n```\nc\n", "<pre>a```\nb\n</pre><p>c</p>"],
  ["```\na\n    ```\nb\n", "<pre>a\n    ```\nb\n</pre>"],
  ["  ```\n  a\n   b\n  ```\n", "<pre>a\n b\n</pre>"],
  ["- ```\n  a\n  ```\n- b\n", "<ul><li><pre>a\n</pre></li><li>b</li></ul>"],
  ["``` a`b\n", "<p>``` a`b</p>"],
  ["> ```\n> a\nb\n", "<blockquote><pre>a\n</pre></blockquote><p>b</p>"],
  ["[a](https://a.example/x)\n", '<p><a href="https://a.example/x">a</a></p>'],
  ['[a](<https://a.example/x y> "t")\n', '<p><a href="https://a.example/x%20y">a</a></p>'],
  ["<https://a.example>\n", '<p><a href="https://a.example">https://a.example</a></p>'],
  ["https://a.example/b.\n", '<p><a href="https://a.example/b">https://a.example/b</a>.</p>'],
  ["www.a.example/b\n", '<p><a href="http://www.a.example/b">www.a.example/b</a></p>'],
  ["see README.md and main.rs\n", "<p>see README.md and main.rs</p>"],
  ["[a]\n\n[a]: https://a.example\n", '<p><a href="https://a.example">a</a></p>'],
  ["[a]: https://a.example\n\nx\n\n[b][A]\n", '<p>x</p><p><a href="https://a.example">b</a></p>'],
  [
    "[a]: https://one.example\n\n[a]: https://two.example\n\n[a]\n",
    '<p><a href="https://one.example">a</a></p>',
  ],
  ["[a](relative/path.ts)\n", "<p><span>a<span> (relative/path.ts)</span></span></p>"],
  ["<b>bold</b>\n", "<p>&lt;b&gt;bold&lt;/b&gt;</p>"],
  ["<div>\n*a*\n</div>\n", "<p>&lt;div&gt;\n<em>a</em>\n&lt;/div&gt;</p>"],
  [
    "| a | b |\n| --- | --: |\n| 1 | 2 |\n",
    "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
  ],
  [
    "| a |\n| - |\n| x<br>y |\n",
    "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>x<br>y</td></tr></tbody></table>",
  ],
  [
    "a | b\n-- | --\n\nafter\n",
    "<table><thead><tr><th>a</th><th>b</th></tr></thead></table><p>after</p>",
  ],
  ["\r\nwindows\r\n\r\n- lines\r\n", "<p>windows</p><ul><li>lines</li></ul>"],
  ["nul \0 byte\n", "<p>nul \uFFFD byte</p>"],
];

/** Hand-written examples for each part of CommonMark and the GitHub extensions we support. */
export const markdownExamples: readonly MarkdownExample[] = rows.map(([markdown, html]) => ({
  markdown,
  html,
}));

/** An answer with everything a model usually writes. */
export const sampleAnswer = `A **debounce** waits until calls stop coming, so \`saveDocument()\` runs
once, *after* the last one. More in [the guide](https://docs.example/debounce) or at
https://docs.example/reference.

## How it works

1. The first call stores a timer id in \`pendingTimerIdentifier\`.
2. Each later call clears that timer:
   - without touching the arguments
   - and without a \`return\` value
3. When nothing comes for \`wait\` milliseconds, \`fn\` runs.

\`\`\`ts
/** Delays calls until they stop. */
export function debounce(fn: (text: string) => void, wait = 250): void {
  clearTimeout(timer); // forget the call before
  timer = setTimeout(() => fn(\`after \${wait}\\n\`), wait);
  if (/^a+$/.test(name)) throw new Error("no number");
}
\`\`\`

| option | effect | default |
| --- | :---: | ---: |
| \`wait\` | quiet time in ms | 250 |
| \`leadingEdge\` | run on the first call too | off |

> Tip: clear the timer when the view closes.
>
> > A thought in a thought.

- [x] keeps the latest arguments
- [ ] cancels on dispose

### Pictures and strange links

![A diagram](https://pictures.example/pixel.png), [a command](command:evil) and
[https://bank.example](https://other.example/login).

- A loose list

  \`\`\`py
  def f(x: int) -> str:
      return f"{x}"  # comment
  \`\`\`

- ~~old~~ item

\`\`\`diff
- removed
+ added
\`\`\`

---

Done.
`;
