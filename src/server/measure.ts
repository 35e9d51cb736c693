import { Kind, type DocumentNode, type FragmentDefinitionNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** How large an operation is as it will run: what a fragment holds counts as often as the fragment is spread. */
export interface Measure {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
  /** Whether it asks for the schema. */
  readonly introspects: boolean;
}

const NOTHING: Measure = { depth: 0, fields: 0, aliases: 0, directives: 0, rootFields: 0, introspects: false };

/** Each fragment is measured once, however often it is spread: a document of a thousand tokens can name a million fields. */
export function measure(document: DocumentNode, operation: OperationDefinitionNode): Measure {
  const fragments = new Map(document.definitions.filter((d): d is FragmentDefinitionNode => d.kind === Kind.FRAGMENT_DEFINITION).map((d) => [d.name.value, d]));
  const known = new Map<string, Measure>();
  const { directives = [] } = operation;
  return add(of(operation.selectionSet), { ...NOTHING, directives: directives.length });

  function of(selectionSet: SelectionSetNode | undefined): Measure {
    return (selectionSet?.selections ?? []).reduce((sum, selection): Measure => {
      const own = { ...NOTHING, directives: selection.directives?.length ?? 0 };
      if (selection.kind === Kind.INLINE_FRAGMENT) return add(sum, own, of(selection.selectionSet));
      if (selection.kind === Kind.FRAGMENT_SPREAD) return add(sum, own, ofFragment(selection.name.value));
      const within = of(selection.selectionSet);
      const isSchema = selection.name.value === '__schema' || selection.name.value === '__type';
      return add(sum, own, {
        ...within,
        // Introspection is deep by nature, and its size is that of the schema.
        depth: isSchema ? 1 : 1 + within.depth,
        fields: 1 + within.fields,
        aliases: within.aliases + (selection.alias ? 1 : 0),
        rootFields: 1,
        introspects: isSchema || within.introspects,
      });
    }, NOTHING);
  }

  function ofFragment(name: string): Measure {
    let measured = known.get(name);
    if (!measured) {
      measured = of(fragments.get(name)?.selectionSet);
      known.set(name, measured);
    }
    return measured;
  }
}

function add(...parts: readonly Measure[]): Measure {
  return parts.reduce((a, b) => ({
    depth: Math.max(a.depth, b.depth),
    fields: a.fields + b.fields,
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
    rootFields: a.rootFields + b.rootFields,
    introspects: a.introspects || b.introspects,
  }));
}
