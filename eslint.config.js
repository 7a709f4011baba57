import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'reports/', 'coverage/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // A numeric id in a template or a void arrow is no danger; these two only make short code longer.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // Every VIN, hex string and SLCAN line is ASCII by then.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // isolatedDeclarations asks for the annotations that this one would remove.
      '@typescript-eslint/no-inferrable-types': 'off',
      // Index signatures are read by name with brackets here: noPropertyAccessFromIndexSignature asks for it.
      '@typescript-eslint/dot-notation': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Enums do not survive type stripping; use a const object.' },
      ],
    },
  },
  {
    files: ['tests/**'],
    rules: {
      // vitest's matchers (expect.any and the like) are of type any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // A SLCAN line may well be looked for with its BEL.
      'no-control-regex': 'off',
    },
  },
  {
    files: ['**/*.js'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: { URL: 'readonly', console: 'readonly', process: 'readonly' },
    },
  },
);
