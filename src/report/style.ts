import type { Html } from './html';

/**
 * Colours are named once for light and once for dark; what is printed is light. Series differ in lightness as well as
 * in hue, so that they stay apart in grey and for the colour-blind.
 */
export const STYLE: Html = {
  text: `
:root {
  color-scheme: light;
  --paper: #fff; --card: #f6f7f9; --ink: #1a1f26; --muted: #5a6472; --line: #d5dae1; --grid: #e5e8ed;
  --first: #1f5fbf; --second: #b35c00; --good: #17703a; --bad: #c0392b; --target: #7a3fc0;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --paper: #11151a; --card: #1a2027; --ink: #e7eaee; --muted: #9ca7b5; --line: #303944; --grid: #272f38;
    --first: #78b0ff; --second: #f2a654; --good: #5ccf8a; --bad: #ff8478; --target: #c5a0ff;
  }
}
* { box-sizing: border-box; }
body { font: 16px/1.5 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; margin: 0; background: var(--paper); color: var(--ink); }
main { max-width: 50.5rem; margin: 0 auto; padding: 1.5rem 1.5rem 4rem; overflow-wrap: anywhere; }
header p { margin: 0.25rem 0; color: var(--muted); }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 0 0 0.75rem; font-size: 1.25rem; line-height: 1.3; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 1rem; }
section { margin-top: 2.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
p { margin: 0.5rem 0; max-width: 44rem; }
a { color: var(--first); }
code { font-size: 0.875em; }
.muted, .nothing, figcaption, footer { color: var(--muted); }
.nothing { font-style: italic; }
.headline { margin-top: 1.5rem; padding: 1.25rem 1.5rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--card); }
.headline h2 { font-size: 1rem; margin: 0; }
.headline .figure { font-size: 2.5rem; font-weight: 650; line-height: 1.2; margin: 0.25rem 0; font-variant-numeric: tabular-nums; }
.notice { margin: 0.75rem 0; padding: 0.6rem 1rem; border-left: 4px solid var(--line); background: var(--card); border-radius: 0 0.4rem 0.4rem 0; max-width: none; }
.notice.bad { border-color: var(--bad); }
.notice.good { border-color: var(--good); }
.notice strong { margin-right: 0.25rem; }
.notice .muted { display: block; font-size: 0.9rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0.75rem; margin: 1rem 0; padding: 0; }
.facts div { padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 0.5rem; }
.facts dt { color: var(--muted); font-size: 0.85rem; }
.facts dd { margin: 0.1rem 0 0; font-size: 1.05rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.facts dd small { display: block; font-weight: 400; font-size: 0.8rem; color: var(--muted); }
figure { margin: 1.25rem 0; }
figcaption { margin-bottom: 0.5rem; }
svg { display: block; width: 100%; height: auto; font-variant-numeric: tabular-nums; }
.key { display: inline-block; width: 0.75em; height: 0.75em; border-radius: 50%; margin: 0 0.35em 0 0; }
.key.first { background: var(--first); } .key.second { background: var(--second); } .key.bad { background: var(--bad); }
.wide, .narrow, .scroll { overflow-x: auto; }
.narrow { display: none; }
details { margin: 0.5rem 0; }
summary { cursor: pointer; color: var(--muted); font-size: 0.9rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 1rem 0.35rem 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; min-width: 4rem; max-width: 24rem; }
th { color: var(--muted); font-weight: 600; }
.number { text-align: right; white-space: nowrap; }
.mistakes { list-style: none; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 0.75rem; }
.mistakes li { border: 1px solid var(--line); border-radius: 0.5rem; overflow: hidden; font-size: 0.85rem; line-height: 1.35; break-inside: avoid; }
.mistakes .picture { display: flex; align-items: center; justify-content: center; height: 8.5rem; background: var(--card); color: var(--muted); text-align: center; padding: 0.25rem; }
.mistakes img { max-width: 128px; max-height: 128px; }
.mistakes .said { padding: 0.5rem 0.65rem; }
.mistakes .said b { font-weight: 600; }
.clipped { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.85rem; }
@media (max-width: 700px) {
  main { padding: 1rem 1rem 3rem; }
  .headline { padding: 1rem; }
  .headline .figure { font-size: 2rem; }
  .wide { display: none; }
  .narrow { display: block; }
  .narrow svg { max-width: 30rem; }
  .mistakes { grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); }
}
@media print {
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  .wide { display: block; overflow: visible; }
  .narrow { display: none; }
  .wide svg, .scroll table { max-width: 100% !important; }
  details:not([open]) { display: none; }
  .key, .notice, .headline, .mistakes .picture { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, h3, figcaption { break-after: avoid; }
  figure, .notice, .headline, tr { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
`,
};
