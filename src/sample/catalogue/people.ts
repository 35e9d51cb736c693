/** First and last names that the sample's users and colleagues get. */
export const firstNames: readonly string[] = ['Ada', 'Bruno', 'Chiara', 'Dmitri', 'Elif', 'Farah', 'Goran', 'Hana', 'Ivo', 'Jonas', 'Keiko', 'Lena', 'Mateo', 'Nora', 'Omar', 'Priya'];
export const lastNames: readonly string[] = ['Moreno', 'Okafor', 'Lindqvist', 'Tanaka', 'Novak', 'Haddad', 'Silva', 'Brandt', 'Kowalski', 'Rossi', 'Yilmaz', 'Dubois'];
