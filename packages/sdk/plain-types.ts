import ts from 'typescript'

/**
 * The exported types of a module as a `.d.ts` text that imports nothing: what they are inferred from (schemas) is gone,
 * what they come to is spelled out.
 */
export function plainTypes(entry: string): string {
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(entry)
  const module = source && checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`cannot read the types of \`${entry}\``)
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter((symbol) => symbol.flags & ts.SymbolFlags.TypeAlias)
    .map((symbol) => {
      const text = checker.typeToString(checker.getDeclaredTypeOfSymbol(symbol), undefined, flags)
      const comment = ts.displayPartsToString(symbol.getDocumentationComment(checker))
      return `${comment && `/** ${comment} */\n`}export type ${symbol.name} = ${text};`
    })
    .join('\n')
}
