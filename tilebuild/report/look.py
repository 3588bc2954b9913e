"""How the report's page looks."""

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$run · $word</title>
<style>
:root { --ink: #1d2b2a; --soft: #5d6d6b; --line: #dfe5e2; --paper: #fbfcfa; --card: #fff; --mark: #1f7a6b;
  --succeeded: #1f7a6b; --incomplete: #b3541e; --failed: #a3262a; --dry_run: #3a5a8c; color-scheme: light dark }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ecea; --soft: #93a19f; --line: #2c3937; --paper: #111817;
  --card: #17201f; --mark: #4fb8a5; --succeeded: #4fb8a5; --incomplete: #e09a63; --failed: #e4797c;
  --dry_run: #86a9dc } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 76rem; padding: 2.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif }
header { border-left: .4rem solid var(--state); padding-left: 1rem; --state: var(--$state) }
h1 { margin: 0; font-size: 1.6rem; font-weight: 650; overflow-wrap: anywhere }
h1 em { font-style: normal; color: var(--state) }
header p { margin: .2rem 0 0; color: var(--soft) }
h2 { font-size: 1rem; margin: 0 0 .6rem }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1px; margin: 1.75rem 0;
  background: var(--line); border: 1px solid var(--line); border-radius: .5rem; overflow: hidden }
.facts div { background: var(--card); padding: .8rem 1rem }
.facts b { display: block; font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums }
.facts span, small { color: var(--soft); font-size: .85rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem 1.1rem;
  margin: 0 0 1rem; overflow-x: auto }
section.trouble { border-color: var(--failed) }
section p { margin: .3rem 0 0; color: var(--soft); max-width: 60rem }
.two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 1rem;
  align-items: start }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
td, th { padding: .35rem .6rem; text-align: right; border-top: 1px solid var(--line); white-space: nowrap;
  vertical-align: top }
thead th { border: 0; color: var(--soft); font-weight: 500; font-size: .85rem }
th:first-child { text-align: left; font-weight: 600; padding-left: 0 }
.left { text-align: left }
.text { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 8rem }
.more td { border: 0; padding-top: 0; color: var(--soft); font-size: .85rem }
.bar { display: block; height: .3rem; margin-top: .3rem; border-radius: .2rem; background: var(--line);
  min-width: 5rem }
.bar i { display: block; height: 100%; border-radius: .2rem; background: var(--mark) }
.wide { width: 40% }
pre { margin: 0; color: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere }
</style>
<header><h1>$run <em>$word</em></h1><p>$message</p></header>
<div class="facts">$facts</div>
$trouble
<section><h2>Stages</h2><table><thead><tr><th></th><th>jobs</th><th>objects</th><th>size</th><th>rows read</th>
<th>job time</th><th>half · 95 % · longest, s</th><th>mean · most · asked, MiB</th><th>attempts</th>
<th class="text">failed attempts</th></tr></thead><tbody>$stages</tbody></table></section>
<div class="two">
<section><h2>Tiles</h2><table><thead><tr><th>zoom</th><th>drawn</th><th>empty</th><th>size</th><th></th></tr></thead>
<tbody>$zooms</tbody></table></section>
<section><h2>Slowest jobs</h2><table><thead><tr><th></th><th class="left">tile</th><th>s</th><th>MiB</th><th>size</th>
</tr></thead><tbody>$slowest</tbody></table></section>
</div>
$cost
<section><h2>Request</h2><pre>$request</pre></section>
</html>
"""
