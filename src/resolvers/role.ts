import { registerEnumType } from 'type-graphql';

export const Role = { user: 'user', assistant: 'assistant', system: 'system', tool: 'tool' } as const;
export type RoleValue = keyof typeof Role;

registerEnumType(Role, {
  name: 'Role',
  description: 'Who said a message.',
  valuesConfig: {
    user: { description: 'The person.' },
    assistant: { description: 'The agent.' },
    system: { description: 'The instructions that frame the conversation.' },
    tool: { description: 'What a tool answered.' },
  },
});
