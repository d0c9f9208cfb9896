/* SPDX-License-Identifier: MIT */
/*
 * data/codec: bytes to values to events, and back. jansson, zlib, libxml2 and GMime stay inside; what goes out is docket's own.
 *
 *   codec.h        this list, and the limits
 *   json_read.h    a document by pointers: read with limits, ask by name
 *   json_write.h   a writer that cannot make a broken document
 *   row_json.h     a row as JSON by its type, and back
 *   cloudevents.h  CloudEvents 1.0, structured and batch: items, and an item as a canonical event
 *   webhook.h      Standard Webhooks signatures: made and verified
 *   signature.h    how a message shows whose it is, by an interface's text: those, plain HMACs, tokens
 *   linkheader.h   the Link header of an HTTP answer
 *   csv.h          CSV and TSV of any dialect, row by row; gunzip.h: what is packed
 *   mapping.h      a mapping text: a partner's messages to canonical events; its header is the manual of the language
 *   record_source.h   private: where a mapping's records come from; source_*.c are the kinds, json_path.h a path into JSON
 *   mapping_reader.h  private: a mapping's text read into mapping_plan.h; mapping_fill.h: how each verb makes its value
 *   edi.h          X12 and EDIFACT: segments, elements, components as they lie; edi_file.h: envelopes, checked
 *   edi_ack.h      what is answered to the sender: 997, 999, CONTRL
 *   edi_problem.h  what is wrong with an EDI file: code, place, words; edi_tally.h: how often each name occurs
 *   connector.h    a connector text: what a target is told, and what its answers mean; connector_plan.h is private to it
 *   place.h        where in a message a place lies that a decoder named; dead_text.h: a dead letter as people read it
 *   filekind.h     what kind of file some bytes are
 *   mail.h         a mail: who, what about, the words, the papers; mail_read.h is private to mail*.c
 */
#ifndef DOCKET_CODEC_CODEC_H
#define DOCKET_CODEC_CODEC_H

#define CODEC_BODY_BYTES_MAX (1024 * 1024)
#define CODEC_EVENT_BYTES_MAX (64 * 1024)
#define CODEC_DEPTH_MAX 16

#endif
