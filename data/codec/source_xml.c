/* SPDX-License-Identifier: MIT */
/*
 * Elements of an XML document as records, by libxml2. A document that brings a type or entities of its own is refused, nothing is
 * fetched, and what a document may cost is limited. Names are told without the prefixes of their namespaces: partners change those.
 */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "base/mem.h"
#include "base/vec.h"
#include "codec/record_source.h"

#define PATHS_MAX 4
#define ATTRIBUTES_MAX 256      /* of one element: the parser compares each with each */
#define XPATH_STEPS_MAX 2000000 /* of one answer: some 100 ms */

/* A loop's paths: the first that finds something. */
struct loop {
	const char *paths[PATHS_MAX];
	size_t count;
};

/* Elements that a loop found and goes through. */
struct found {
	xmlXPathObjectPtr nodes;
	size_t at;
};

struct message {
	xmlDocPtr doc;
	xmlXPathContextPtr context;
	xmlXPathCompExprPtr *cells;     /* as the mapping numbers them */
	size_t cell_count;
	VEC(struct found *) loops;      /* those that are gone through, outermost first */
};

/* --- paths --- */

static void on_quiet(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

/* Compiles in a context that tells nobody; NULL if it is no XPath. */
static xmlXPathCompExprPtr compile(const char *path)
{
	xmlXPathContextPtr context = xmlXPathNewContext(NULL);
	xmlXPathCompExprPtr compiled;

	if (!context)
		return NULL;
	context->error = on_quiet;
	compiled = xmlXPathCtxtCompile(context, BAD_CAST path);
	xmlXPathFreeContext(context);
	return compiled;
}

static enum err check_path(const char *path, struct fault *fault)
{
	xmlXPathCompExprPtr compiled = compile(path);

	if (!compiled)
		return fault_set(fault, ERR_SYNTAX, "path", "\"%.80s\" is no XPath 1.0", path);
	xmlXPathFreeCompExpr(compiled);
	return ERR_NONE;
}

static enum err read_loop(struct arena *arena, const struct conf_line *line, size_t first, bool is_top, const void **out,
			  size_t *word, struct fault *fault)
{
	struct loop *loop = arena_new(arena, 1, sizeof *loop);

	(void)is_top;
	*out = loop;
	*word = first;
	if (line->word_count == first)
		return fault_set(fault, ERR_SYNTAX, "rows", "an XPath is missing");
	for (; *word < line->word_count; ++*word) {
		if (loop->count >= PATHS_MAX)
			return fault_set(fault, ERR_SYNTAX, "rows", "at most %d paths", PATHS_MAX);
		loop->paths[loop->count++] = line->words[*word].text;
		if (check_path(line->words[*word].text, fault))
			return ERR_SYNTAX;
	}
	return ERR_NONE;
}

static enum err read_cell(struct arena *arena, const char *name, const void **out, struct fault *fault)
{
	(void)arena;
	*out = NULL;
	return check_path(name, fault);
}

/* --- a message --- */

/* A document that declares its type could declare entities: it ends here. */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
	xmlParserCtxtPtr parser = context;

	(void)name;
	(void)external;
	(void)system;
	parser->_private = parser;
	xmlStopParser(parser);
}

/* Names without namespaces, so that paths need no prefixes. */
static void forget_namespaces(xmlNodePtr root)
{
	for (xmlNodePtr node = root; node;) {
		if (node->type == XML_ELEMENT_NODE) {
			node->ns = NULL;
			for (xmlAttrPtr attribute = node->properties; attribute; attribute = attribute->next)
				attribute->ns = NULL;
		}
		if (node->children && node->type == XML_ELEMENT_NODE) {
			node = node->children;
			continue;
		}
		while (node && node != root && !node->next)
			node = node->parent;
		node = !node || node == root ? NULL : node->next;
	}
}

static enum err told_fault(xmlParserCtxtPtr parser, struct fault *fault)
{
	const char *words = parser->lastError.message ? parser->lastError.message : "it is no XML";
	size_t length = strcspn(words, "\n");

	if (parser->_private) {
		fault_set(fault, ERR_INVALID, "XML", "a document type is declared in it, which is not taken");
		fault_help(fault, "the sender leaves the line <!DOCTYPE ...> out");
		return ERR_INVALID;
	}
	fault_set(fault, ERR_SYNTAX, "XML", "%.*s", (int)(length < 200 ? length : 200), words);
	if (fault)
		fault->line = parser->lastError.line;
	return ERR_SYNTAX;
}

/* Where the tag, comment or other markup at `at` ends, that `with` ends; the end of the bytes if it does not. */
static size_t skip_to(struct span bytes, size_t at, const char *with)
{
	const char *end = at < bytes.length ? memmem(bytes.text + at, bytes.length - at, with, strlen(with)) : NULL;

	return end ? (size_t)(end - bytes.text) + strlen(with) : bytes.length;
}

/* Has the tag that begins at *at, which goes behind it, more attributes than are taken? Signs within quotes are none of it. */
static bool is_crowded(struct span bytes, size_t *at)
{
	size_t count = 0;
	char quote = 0;

	for (; *at < bytes.length && (quote || bytes.text[*at] != '>'); ++*at) {
		char byte = bytes.text[*at];
		if (quote)
			quote = byte == quote ? 0 : quote;
		else if (byte == '"' || byte == '\'')
			quote = byte;
		else
			count += byte == '=';
	}
	return count > ATTRIBUTES_MAX;
}

static bool begins(struct span bytes, size_t at, const char *with)
{
	size_t length = strlen(with);

	return bytes.length - at >= length && memcmp(bytes.text + at, with, length) == 0;
}

/* Looked at before the parser does; in UTF-16, too, since its signs hold the same bytes. */
static bool has_crowded_tag(struct span bytes)
{
	size_t at = 0;

	while ((at = skip_to(bytes, at, "<")) < bytes.length)
		if (bytes.text[at] == '!' || bytes.text[at] == '?')
			at = skip_to(bytes, at, begins(bytes, at, "!--") ? "-->" : begins(bytes, at, "![CDATA[") ? "]]>" : ">");
		else if (is_crowded(bytes, &at))
			return true;
	return false;
}

static enum err parse(struct span bytes, xmlDocPtr *out, struct fault *fault)
{
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	enum err err = ERR_NONE;

	if (!parser || bytes.length > INT32_MAX) {
		xmlFreeParserCtxt(parser);
		return fault_set(fault, ERR_LIMIT, "XML", "it cannot be read");
	}
	if (has_crowded_tag(bytes)) {
		xmlFreeParserCtxt(parser);
		return fault_set(fault, ERR_LIMIT, "XML", "an element has more than %d attributes", ATTRIBUTES_MAX);
	}
	parser->sax->internalSubset = on_doctype;
	*out = xmlCtxtReadMemory(parser, bytes.text, (int)bytes.length, NULL, NULL,
				 XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
	if (!*out || !parser->wellFormed || parser->_private) {
		err = told_fault(parser, fault);
		xmlFreeDoc(*out);
		*out = NULL;
	}
	xmlFreeParserCtxt(parser);
	return err;
}

static enum err open_message(struct arena *arena, const struct record_cells *cells, struct span bytes, void **out, struct fault *fault)
{
	struct message *message = mem_new(1, sizeof *message);
	enum err err;

	*out = message;
	xmlInitParser();
	err = parse(bytes, &message->doc, fault);
	if (err)
		return err;
	forget_namespaces(xmlDocGetRootElement(message->doc));
	message->context = xmlXPathNewContext(message->doc);
	if (!message->context)
		return fault_set(fault, ERR_LIMIT, "XML", "it cannot be asked");
	message->context->error = on_quiet;
	message->cells = arena_new(arena, cells->count + 1, sizeof *message->cells);
	message->cell_count = cells->count;
	for (size_t i = 0; i < cells->count; i++)
		message->cells[i] = xmlXPathCtxtCompile(message->context, BAD_CAST cells->items[i].name);
	return ERR_NONE;
}

static void drop_loop(struct message *message)
{
	struct found *found = message->loops.items[--message->loops.count];

	xmlXPathFreeObject(found->nodes);
	mem_free(found);
}

static void close_message(void *opaque)
{
	struct message *message = opaque;

	if (!message)
		return;
	while (message->loops.count > 0)
		drop_loop(message);
	vec_release(&message->loops);
	for (size_t i = 0; i < message->cell_count; i++)
		xmlXPathFreeCompExpr(message->cells[i]);
	xmlXPathFreeContext(message->context);
	xmlFreeDoc(message->doc);
	mem_free(message);
}

/* --- records --- */

static xmlXPathObjectPtr ask(struct message *message, xmlXPathCompExprPtr path, const struct record *record)
{
	message->context->node = record && record->node ? (xmlNodePtr)(uintptr_t)record->node : xmlDocGetRootElement(message->doc);
	message->context->opLimit = XPATH_STEPS_MAX;
	message->context->opCount = 0;
	return path ? xmlXPathCompiledEval(path, message->context) : NULL;
}

static size_t node_count(const xmlXPathObject *object)
{
	return object && object->type == XPATH_NODESET && object->nodesetval ? (size_t)object->nodesetval->nodeNr : 0;
}

/* What the first path of the loop finds that finds something. */
static struct found *begin_loop(struct message *message, const struct loop *loop, const struct record *outer)
{
	struct found *found = mem_new(1, sizeof *found);

	for (size_t i = 0; i < loop->count && node_count(found->nodes) == 0; i++) {
		xmlXPathCompExprPtr path = xmlXPathCtxtCompile(message->context, BAD_CAST loop->paths[i]);
		xmlXPathFreeObject(found->nodes);
		found->nodes = ask(message, path, outer);
		xmlXPathFreeCompExpr(path);
	}
	*vec_push(&message->loops) = found;
	return found;
}

static enum err next_record(void *opaque, struct record *record, struct fault *fault)
{
	struct message *message = opaque;
	struct found *found = record->state ? record->state : begin_loop(message, record->loop, record->outer);

	(void)fault;
	if (found->at >= node_count(found->nodes)) {
		drop_loop(message); /* inner loops have ended before theirs */
		return ERR_NOT_FOUND;
	}
	record->state = found;
	record->node = found->nodes->nodesetval->nodeTab[found->at++];
	return ERR_NONE;
}

/* Texts of elements begin and end with the indent of the document. */
static struct span trimmed(const char *text)
{
	struct span out = span_of(text + strspn(text, " \t\r\n"));

	while (out.length > 0 && strchr(" \t\r\n", out.text[out.length - 1]))
		out.length--;
	return out;
}

static bool get_cell(void *opaque, const struct record *record, size_t number, struct arena *arena, struct span *out)
{
	struct message *message = opaque;
	xmlXPathObjectPtr answer = ask(message, message->cells[number], record);
	xmlChar *text = NULL;

	if (answer && (answer->type != XPATH_NODESET || node_count(answer) > 0))
		text = xmlXPathCastToString(answer);
	xmlXPathFreeObject(answer);
	if (!text)
		return false;
	*out = trimmed(arena_str(arena, (const char *)text));
	xmlFree(text);
	return true;
}

static void put_place(void *opaque, const struct record *record, struct str *out)
{
	xmlChar *path = xmlGetNodePath((xmlNodePtr)(uintptr_t)record->node);

	(void)opaque;
	str_adds(out, path ? (const char *)path : "/");
	xmlFree(path);
}

const struct record_kind source_xml = { "xml", "rows xml \"//Item\", loop \"Part\"", true, read_loop, read_cell, open_message,
					next_record, get_cell, put_place, close_message, NULL, false };
