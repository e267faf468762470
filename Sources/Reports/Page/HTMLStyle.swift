/// How pages look, on a wide screen and on a telephone, by day and by night.
enum HTMLStyle {
  static let text = """
    :root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --line: #d8dee4;
      --link: #0b57d0; --soft: #57606a; --good: #116329; --bad: #a40e26; --open: #7d4e00 }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6e9ec; --paper: #16191d; --line: #383e45; --link: #8ab4f8; --soft: #9aa4ae;
        --good: #6fdd8b; --bad: #ff8f9c; --open: #eac55f }
      figure svg { background: #fff; border-radius: 4px }
    }
    body { margin: 0; font: 15px/1.45 system-ui, sans-serif; color: var(--ink);
      background: var(--paper); overflow-wrap: break-word }
    main { max-width: 80rem; margin: 0 auto; padding: 0 1rem 4rem }
    h1 { font-size: 1.35rem; margin: .6rem 0 .3rem } h2 { font-size: 1.1rem; margin: 1.2rem 0 .4rem }
    h1 + p, h1 + p + h2 { margin-top: .2rem } p { margin: .5rem 0 }
    nav { display: flex; flex-wrap: wrap; gap: .1rem 1rem; padding: .4rem 1rem; font-size: 13px;
      border-bottom: 1px solid var(--line) }
    a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
    h2 a { color: inherit }
    .t { overflow-x: auto; margin: .5rem 0 } table { border-collapse: collapse; font-size: 13px }
    th, td { padding: .2rem .5rem; border: 1px solid var(--line); text-align: left;
      vertical-align: top }
    th[aria-sort] { cursor: pointer }
    th[aria-sort=ascending]::after { content: " ▲" }
    th[aria-sort=descending]::after { content: " ▼" }
    .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
    .pin { position: sticky; right: 0; background: var(--paper); min-width: 9rem;
      box-shadow: inset 2px 0 var(--soft), -8px 0 8px -4px var(--line) }
    .claims { width: 100%; line-height: 1.3 } .claims td { font-variant-numeric: tabular-nums }
    .claims td:first-child { min-width: 18rem } .claims td:nth-child(4) { white-space: nowrap }
    .claims small { display: block; font-size: 11px } .claims small code { font-size: 11px }
    abbr { text-decoration: none; font-weight: 600; cursor: help }
    .v-replicated, .v-same-number, .v-replicated-direction { color: var(--good) }
    .v-not-replicated, .v-error { color: var(--bad) } .v-inconclusive, .v-exceeds { color: var(--open) }
    .v-blocked, .v-not-comparable { color: var(--soft) }
    tr:target { outline: 2px solid var(--link) }
    summary { cursor: pointer; padding: .25rem 0 }
    code { font: 12px ui-monospace, monospace } pre { overflow-x: auto; padding: .6rem;
      border: 1px solid var(--line) }
    figure { margin: 1rem 0; overflow-x: auto } figcaption { font-size: 13px }
    figure svg { width: var(--w, 100%); max-width: 100%; height: auto; display: block }
    @media (max-width: 700px) {
      .pin { min-width: 6.5rem; max-width: 7.5rem; font-size: 11px }
      figure svg { width: calc(.8 * var(--w, 48rem)); max-width: none }
      .cards, .cards tbody, .cards tr, .cards td { display: block; text-align: left }
      .cards thead, .cards td:empty { display: none }
      .cards tr { border: 1px solid var(--line); border-radius: 4px; margin: .5rem 0;
        padding: .3rem .5rem }
      .cards td { border: 0; padding: .1rem 0 } .cards td:first-child { font-weight: 600; min-width: 0 }
      .cards td:not(:first-child)::before { content: attr(data-label) ": "; color: var(--soft) }
    }
    """
}
