import type { Provider } from '../../adapters/onnx/providers.js';
import type { Environment } from '../../environment.js';

/** The provider that the configuration asks for. */
export const providerOf = ({ executionProvider }: Pick<Environment, 'executionProvider'>): Provider => executionProvider.toUpperCase() as Uppercase<typeof executionProvider>;
