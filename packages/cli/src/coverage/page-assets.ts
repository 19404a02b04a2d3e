/** How the page looks; colours for light and dark, and nothing that is fetched. */
export const style = `
:root{--bg:#f7f8fa;--panel:#fff;--text:#1b2330;--dim:#5a6678;--line:#dde2ea;--l0:#eef1f5;--l1:#d3e5f8;--l2:#9cc6ef;--l3:#2f74b8;--l4:#164c87;--on-dark:#fff;--accent:#1c5fa8}
@media (prefers-color-scheme:dark){:root{--bg:#11151c;--panel:#181e28;--text:#e5eaf2;--dim:#97a3b6;--line:#2a3341;--l0:#1b222d;--l1:#1d3a57;--l2:#215a8f;--l3:#2a74b8;--l4:#7cbcf5;--on-dark:#0b1420;--accent:#7cbcf5}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer{max-width:100%;padding:0 24px}
header{padding-top:24px}
h1{font-size:24px;margin:0}
.sub{color:var(--dim);margin:2px 0 16px}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em}
a{color:inherit}
.facts{display:flex;flex-wrap:wrap;gap:12px;margin:0 0 16px}
.facts div{display:flex;flex-direction:column-reverse;background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:8px 16px;min-width:130px}
.facts dt{color:var(--dim);font-size:12px}
.facts dd{margin:0;font-size:22px;font-weight:650;font-variant-numeric:tabular-nums}
.filters:not([hidden]){display:flex;flex-wrap:wrap;gap:12px;align-items:center;margin:0 0 12px}
.filters select,.filters input[type=search],.filters button{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:4px 8px;max-width:260px}
.check{display:flex;gap:6px;align-items:center}
.legend{color:var(--dim);font-size:12px;display:flex;gap:6px;align-items:center;flex-wrap:wrap;margin:0 0 12px}
.cell{display:inline-block;width:18px;height:12px;border-radius:3px;border:1px solid var(--line)}
.cell:not(:first-child){margin-left:8px}
.matrix{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(200px,1fr);gap:8px;overflow-x:auto;padding-bottom:12px;align-items:start}
.tactic h2{font-size:13px;margin:0 0 6px;position:sticky;top:0;background:var(--bg);padding:6px 0;line-height:1.3;min-height:64px;display:flex;flex-direction:column;justify-content:flex-end}
.tactic h2 a{text-decoration:none}
.tactic h2 small{font-weight:400;color:var(--dim)}
.bar{display:block;height:4px;border-radius:2px;background:var(--line);overflow:hidden;margin-top:4px}
.bar i{display:block;height:100%;background:var(--accent)}
.technique{border-radius:5px;padding:4px 8px;margin:0 0 4px;font-size:12.5px;overflow-wrap:anywhere}
.technique .id{font-variant-numeric:tabular-nums;opacity:.75;font-size:11px}
.l0{background:var(--l0)}.l1{background:var(--l1)}.l2{background:var(--l2)}.l3{background:var(--l3)}.l4{background:var(--l4)}
p.l0{color:var(--dim)}
details.l3>summary,details.l4>summary{color:var(--on-dark)}
@media (prefers-color-scheme:dark){details.l3>summary{color:#fff}}
summary{cursor:pointer;list-style:none;display:flow-root}
summary::-webkit-details-marker{display:none}
summary b{float:right;font-size:11px;font-variant-numeric:tabular-nums;margin-left:6px}
summary:focus-visible,.matrix:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
details[open]{background:var(--panel);outline:1px solid var(--line)}
details[open]>summary{color:var(--text);font-weight:600}
details h3{font-size:12px;margin:8px 0 2px}
details ul{margin:0;padding:0;list-style:none}
details li{padding:4px 0;border-top:1px solid var(--line)}
.logs{display:block;color:var(--dim);font-size:11px}
.severity{font-size:10px;border:1px solid currentColor;border-radius:9px;padding:0 6px;color:var(--dim)}
.severity.critical,.severity.high{color:#c0392b}
.severity.medium{color:#a8620b}
@media (prefers-color-scheme:dark){.severity.critical,.severity.high{color:#ff8a7a}.severity.medium{color:#f0b35a}}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:16px 20px;margin:16px 0;max-width:1100px}
.panel h2{font-size:16px;margin:0 0 8px}
.panel h3{font-size:13px;margin:16px 0 6px}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;font-weight:400;padding:3px 12px 3px 0}
thead th{color:var(--dim);font-size:12px}
.number{text-align:right;font-variant-numeric:tabular-nums}
td.wide{width:40%}
.chips code{display:inline-block;border:1px solid var(--line);border-radius:5px;padding:1px 6px;margin:0 2px 4px 0}
footer{color:var(--dim);font-size:12px;padding-top:8px;padding-bottom:24px}
.off{display:none}
@media print{.matrix{grid-auto-flow:row;grid-template-columns:repeat(5,1fr)}.filters{display:none!important}}
`;

/** Filters by log type and text; without it the page still shows everything. */
export const script = `
const form=document.querySelector('.filters');form.hidden=false;
const cells=[...document.querySelectorAll('.technique')];
const apply=()=>{
  const log=form.log.value,find=form.find.value.trim().toLowerCase(),covered=form.covered.checked;
  for(const cell of cells){
    const seen=cell.tagName==='DETAILS';
    const hit=(!log||seen&&cell.dataset.logs.split(' ').includes(log))&&(!find||cell.textContent.toLowerCase().includes(find))&&(seen||!covered);
    cell.classList.toggle('off',!hit);
    for(const rule of cell.querySelectorAll('li'))rule.classList.toggle('off',Boolean(log)&&!rule.dataset.logs.split(' ').includes(log));
  }
};
form.addEventListener('input',apply);form.addEventListener('submit',(event)=>event.preventDefault());
form.open.addEventListener('click',()=>{
  const all=[...document.querySelectorAll('details')],open=all.some((cell)=>!cell.open);
  for(const cell of all)cell.open=open;
  form.open.textContent=open?'Close all':'Open all';
});
`;
