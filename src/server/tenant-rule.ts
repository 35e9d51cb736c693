import { Kind, isInputObjectType, parse, visit, type ConstDirectiveNode, type DocumentNode, type GraphQLSchema, type ObjectTypeDefinitionNode } from 'graphql';

const RULE = directiveOf('type T @authorization(filter: [{ where: { node: { tenant: { eq: "$jwt.tenant" } } } }]) { id: ID }');

/**
 * Puts the tenant rule on every node type, so that none can be forgotten: generated fields see only what is the caller's tenant's.
 * A caller without a tenant matches nothing.
 */
export function withTenantRule(graph: DocumentNode): DocumentNode {
  return visit(graph, {
    ObjectTypeDefinition: (type) =>
      type.directives?.some((directive) => directive.name.value === 'node') ? { ...type, directives: [...type.directives, RULE] } : undefined,
  });
}

/** Takes `tenant` out of what clients may filter by; the rule itself needs it filterable while the schema is built. */
export function hideTenant(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) if (isInputObjectType(type)) delete type.getFields()['tenant'];
}

function directiveOf(sdl: string): ConstDirectiveNode {
  const type = parse(sdl).definitions.find((d): d is ObjectTypeDefinitionNode => d.kind === Kind.OBJECT_TYPE_DEFINITION);
  return type!.directives![0]!;
}
