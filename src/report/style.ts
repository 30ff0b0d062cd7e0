/** The style sheet of a page: its measures, its type, its two colour schemes. */
import { FONT_FAMILY } from './drawing.ts';
import { colourVariables } from './palette.ts';

/** Rules that show the n-th of switched views when the n-th choice is on. */
const SWITCHED = [1, 2, 3, 4]
  .map((n) => `.views:has(.switch label:nth-of-type(${n}) input:checked)>.view:nth-of-type(${n})`)
  .join(',');

export const STYLE = `
:root{color-scheme:light dark;${colourVariables('light')}}
@media (prefers-color-scheme:dark){:root{${colourVariables('dark')}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:3.5rem}
body{margin:0 auto;max-width:1096px;padding:0 28px 64px;background:var(--page);color:var(--ink);font:16px/1.55 ${FONT_FAMILY};font-feature-settings:"kern","liga"}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
header{padding:44px 0 0}
.kind{margin:0 0 4px;color:var(--muted);font-size:14px}
h1{margin:0;font-size:34px;line-height:1.15;font-weight:650;letter-spacing:-.018em;text-wrap:balance;overflow-wrap:anywhere}
h2{margin:0 0 6px;font-size:22px;line-height:1.3;font-weight:620;letter-spacing:-.01em}
h3{margin:28px 0 8px;font-size:16px;line-height:1.35;font-weight:620}
p{margin:0 0 14px;max-width:68ch}
.lead{margin:10px 0 0;font-size:18px;color:var(--muted)}
section{margin-top:56px}
section>p{color:var(--muted)}
.missing{padding:12px 16px;border-left:3px solid var(--line);background:var(--panel);color:var(--muted)}
header .missing{margin-top:18px}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(144px,1fr));gap:22px 24px;margin:28px 0 0;padding:0}
.facts>div{border-top:1px solid var(--line);padding-top:10px}
.facts dt{font-size:13px;color:var(--muted)}
.facts dd{margin:0;font-size:22px;line-height:1.3;font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.facts dd.note{font-size:13px;font-weight:400;color:var(--muted);letter-spacing:0}
.digest{margin:22px 0 0;max-width:none;font-size:13px;color:var(--muted)}
code,pre,.digest b{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-weight:400;font-size:.92em;overflow-wrap:anywhere}
.digest b{color:var(--ink)}
nav{position:sticky;top:0;z-index:1;margin:32px -28px 0;padding:0 28px;background:var(--page);border-bottom:1px solid var(--line)}
nav ul{display:flex;gap:22px;margin:0;padding:10px 0;list-style:none;overflow-x:auto;scrollbar-width:none;font-size:14px}
nav li{flex:none}
nav a{color:var(--muted);text-decoration:none}
nav a:hover{color:var(--accent)}
.charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:28px 40px;align-items:start}
figure{margin:18px 0 0}
figure:not(.wide){max-width:560px}
figure.wide{grid-column:1/-1}
figcaption{margin-bottom:10px;font-size:14px;line-height:1.45}
figcaption b{display:block;font-weight:620}
figcaption span{color:var(--muted);font-size:13px}
figure svg{display:block;width:100%;height:auto}
.phone{display:none}
.switch{display:inline-flex;flex-wrap:wrap;align-items:center;margin:12px 0 0;padding:0;border:0;font-size:14px}
.switch legend{float:left;padding:0 12px 0 0;color:var(--muted)}
.switch label{position:relative;cursor:pointer}
.switch input{position:absolute;inset:0;opacity:0;margin:0;cursor:pointer}
.switch span{display:block;padding:4px 12px;border:1px solid var(--line);margin-left:-1px;white-space:nowrap}
.switch label:first-of-type span{border-radius:6px 0 0 6px}
.switch label:last-of-type span{border-radius:0 6px 6px 0}
.switch input:checked+span{background:var(--accent);border-color:var(--accent);color:var(--page)}
.switch input:focus-visible+span{outline:2px solid var(--accent);outline-offset:2px}
.view:not(:nth-of-type(1)){display:none}
@supports selector(:has(a)){.views>.view{display:none}${SWITCHED}{display:block}}
.scroll{overflow-x:auto;margin:16px 0 0}
table{border-collapse:collapse;font-size:14px;line-height:1.4;font-variant-numeric:tabular-nums lining-nums}
th,td{padding:6px 20px 6px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--muted);font-weight:500;font-size:13px;white-space:nowrap;vertical-align:bottom}
tbody th{font-weight:500}
.number{text-align:right;white-space:nowrap}
.interval{color:var(--muted)}
.bar{display:inline-block;width:180px;height:10px;border-radius:2px;background:var(--panel);vertical-align:baseline}
.bar span{display:block;height:100%;border-radius:2px}
th:has(.chip){white-space:nowrap}
.chip{display:inline-block;width:11px;height:11px;margin-right:8px;border-radius:2px;vertical-align:-1px}
details{margin-top:14px;border-top:1px solid var(--line)}
details[open]{padding-bottom:8px}
summary{padding:10px 0;cursor:pointer;font-weight:500}
pre{margin:0;padding:16px 18px;background:var(--panel);border-radius:6px;font-size:13px;line-height:1.5;overflow:auto;max-height:70vh;white-space:pre;tab-size:2}
footer{margin-top:64px;padding-top:14px;border-top:1px solid var(--line);font-size:13px;color:var(--muted)}
@media (max-width:820px){
body{padding:0 18px 48px}
header{padding-top:28px}
h1{font-size:27px}
.lead{font-size:16px}
section{margin-top:44px}
nav{margin:26px -18px 0;padding:0 18px}
.facts{grid-template-columns:repeat(2,minmax(0,1fr));gap:18px 20px}
.facts dd{font-size:19px}
.charts{grid-template-columns:minmax(0,1fr)}
td:last-child:not(.number){min-width:13ch}
th,td{padding-right:14px}
}
@media (max-width:560px){.desk,.graphic{display:none}.phone{display:block}.switch legend{float:none;width:100%;padding:0 0 6px}}
@media print{nav,.switch{display:none}body{max-width:none;padding:0}section{break-inside:auto}figure,tr{break-inside:avoid}pre{max-height:none;white-space:pre-wrap}}
`.trim();
