import { Field, ID, ObjectType } from 'type-graphql';

// Each class stands for a type of schema/graph.graphql, with the fields that joined fields need of their parent.

@ObjectType('Entity')
export class EntityRef {
  @Field(() => ID) id!: string;
}

@ObjectType('Memory')
export class MemoryRef {
  @Field(() => ID) id!: string;
  @Field(() => [ID]) sourceIds!: string[];
}

@ObjectType('User')
export class UserRef {
  @Field(() => ID) id!: string;
}

@ObjectType('Conversation')
export class ConversationRef {
  @Field(() => ID) id!: string;
}

@ObjectType('Debate')
export class DebateRef {
  @Field(() => ID) id!: string;
}

@ObjectType('Model')
export class ModelRef {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => String) providerName!: string;
}

@ObjectType('Provider')
export class ProviderRef {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
}
