// Bundles compiled programs with the packages they use, and leaves V8 more to go by than the modules do. Three things
// keep it from compiling our hot code well, all from what it cannot take for granted:
//
// - esbuild makes `var` of each top-level `const`, to spare checks. A `var` may change, so V8 reads it, and looks at
//   what it has read, at each use, where it would have put the value itself into the code. They become `const` again.
//   (Between modules it is dearer still: what is imported is read and checked at each use, whatever it is.)
// - a private field is undefined from its declaration until the constructor assigns it. V8 takes from the first
//   value what a field holds, and with undefined and another checks each value that it reads. A private
//   field can only be declared so; as a plain property it begins with what the constructor assigns.
//   TypeScript has made sure by now that nobody but the class uses it.
// - what is left of the limit for inlining goes to such checks.
//
// A fault in one process, endpoint to fault core and back, takes 470 ns of CPU by this instead of 730.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'acorn';
import { recursive } from 'acorn-walk';
import { build, transform } from 'esbuild';
import MagicString from 'magic-string';

/**
 * Private fields and methods as plain ones. Each name gets its class's, so that a class and the one it extends keep
 * theirs apart, and a `$`, which our public names do not have. Lines stay where they are.
 */
function plainFields(code) {
	const edits = new MagicString(code);
	/** For each class around the place, the names that it declares and what they become. */
	const around = [];
	const plain = (identifier) => {
		const names = around.findLast((each) => each.has(identifier.name));
		edits.overwrite(identifier.start, identifier.end, names.get(identifier.name));
	};
	const inClass = (node, state, visit) => {
		const suffix = node.id?.name ?? `at${node.start}`;
		const names = new Map();
		for (const { key } of node.body.body)
			if (key?.type === 'PrivateIdentifier') names.set(key.name, `$${key.name}$${suffix}`);
		if (node.superClass) visit(node.superClass, state);
		around.push(names);
		visit(node.body, state);
		around.pop();
	};
	const member = (node, state, visit) => {
		if (node.key.type === 'PrivateIdentifier') {
			// Declared without a value it would be undefined first.
			if (node.type === 'PropertyDefinition' && node.value === null && !node.static)
				edits.remove(node.start, node.end);
			else plain(node.key);
		} else if (node.computed) visit(node.key, state);
		if (node.value) visit(node.value, state);
	};
	recursive(parse(code, { ecmaVersion: 2023, sourceType: 'module' }), undefined, {
		ClassDeclaration: inClass,
		ClassExpression: inClass,
		PropertyDefinition: member,
		MethodDefinition: member,
		MemberExpression(node, state, visit) {
			visit(node.object, state);
			if (node.property.type === 'PrivateIdentifier') plain(node.property);
			else if (node.computed) visit(node.property, state);
		},
		BinaryExpression(node, state, visit) {
			if (node.left.type === 'PrivateIdentifier')
				throw new Error(`#${node.left.name} in ...: a bundle has no such test`);
			visit(node.left, state);
			visit(node.right, state);
		},
	});
	return edits.toString();
}

/** Top-level constants of our own modules, whose code begins with a line that names the module. */
async function constants(code) {
	const changed = new Set();
	for (;;) {
		let ours = false;
		const candidate = code.replace(/^(?:\/\/ (.*)|var ([\w$]+) = )/gm, (text, module, name) => {
			if (module !== undefined) ours = module.endsWith('.js') && !module.includes('node_modules');
			return name !== undefined && ours && !changed.has(name) ? `const ${name} = ` : text;
		});
		const { warnings } = await transform(candidate, {
			loader: 'js',
			format: 'esm',
			logLevel: 'silent',
		});
		const assigned = warnings.filter(({ id }) => id === 'assign-to-constant');
		if (assigned.length === 0) return candidate;
		for (const { text } of assigned) changed.add(/"([^"]+)"/.exec(text)[1]);
	}
}

/**
 * Writes a bundle of each entry point to `outdir`. `ours` matches the paths of the compiled modules that are the
 * project's. With `splitting`, what entry points share stands in files of its own.
 */
export async function bundle({ root, entryPoints, outdir, ours, splitting }) {
	const { outputFiles } = await build({
		absWorkingDir: root,
		entryPoints,
		outdir,
		bundle: true,
		splitting,
		format: 'esm',
		platform: 'node',
		target: 'node20.19',
		// Not minified: stack traces keep their names, and the time to load is the same.
		sourcemap: true,
		sourcesContent: false,
		legalComments: 'linked',
		// Finds its proto files beside itself, and few hosts serve reflection.
		external: ['@grpc/reflection', '@grpc/proto-loader'],
		banner: {
			// What CommonJS packages take for granted.
			js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
		},
		logLevel: 'warning',
		write: false,
		plugins: [
			{
				name: 'plain fields',
				setup: (made) =>
					made.onLoad({ filter: ours }, ({ path }) => ({
						contents: plainFields(readFileSync(path, 'utf8')),
						loader: 'js',
					})),
			},
		],
	});
	for (const { path, text } of outputFiles) {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, path.endsWith('.js') ? await constants(text) : text);
	}
}
