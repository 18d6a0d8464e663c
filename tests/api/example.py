#!/usr/bin/env python3
"""Reads an article, prints the label for its player and its sentences with their times, and writes
the sound as WAV: liblisten through ctypes, without a compiler.

    ./example.py artikel.html artikel.wav
"""

import ctypes
import sys
import wave
from ctypes import POINTER, byref, c_char_p, c_int, c_int16, c_size_t, c_uint64, c_void_p, sizeof

lib = ctypes.CDLL("liblisten.so.0")


class Text(ctypes.Structure):
    _fields_ = [("data", c_void_p), ("len", c_size_t)]

    def __str__(self):
        return ctypes.string_at(self.data, self.len).decode() if self.data else ""


class Block(ctypes.Structure):
    _fields_ = [("role", Text), ("level", c_int), ("spoken", c_int), ("text", Text)]


class TimedSentence(ctypes.Structure):
    _fields_ = [("block", c_size_t), ("offset", c_size_t), ("length", c_size_t),
                ("source_offset", c_size_t), ("source_length", c_size_t),
                ("start_ms", c_uint64), ("end_ms", c_uint64)]


ON_SAMPLES = ctypes.CFUNCTYPE(c_int, c_void_p, POINTER(c_int16), c_size_t)
ON_CHAPTER = ctypes.CFUNCTYPE(c_int, c_void_p, c_size_t, c_uint64)
ON_SENTENCE = ctypes.CFUNCTYPE(c_int, c_void_p, POINTER(TimedSentence))


class Receiver(ctypes.Structure):
    _fields_ = [("context", c_void_p), ("samples", ON_SAMPLES), ("chapter", ON_CHAPTER),
                ("sentence", ON_SENTENCE)]


# What is not an int, with its type; errors come through a pointer at the end.
lib.listen_error_message.restype = lib.listen_error_file.restype = c_char_p
lib.listen_estimate_ms.restype = c_uint64
lib.listen_article_title.restype = Text


class ListenError(Exception):
    pass


def call(function, *arguments):
    """Call what can fail; raise what it says."""
    error = c_void_p()
    if function(*arguments, byref(error)) != 0:
        message = lib.listen_error_message(error).decode()
        file = lib.listen_error_file(error).decode()
        lib.listen_error_free(error)
        raise ListenError(f"{file}: {message}" if file else message)


def label(article, reader):
    estimate = c_void_p()
    call(lib.listen_estimate_new, reader, article, byref(estimate))
    text = ctypes.create_string_buffer(100)
    lib.listen_label(c_uint64(lib.listen_estimate_ms(estimate)), None, text, c_size_t(100))
    lib.listen_estimate_free(estimate)
    return text.value.decode()


def sentence_text(article, sentence):
    block = Block()
    lib.listen_article_block(article, c_size_t(sentence.block), byref(block),
                             c_size_t(sizeof(block)))
    return str(block.text).encode()[sentence.offset:sentence.offset + sentence.length].decode()


def speak(reader, article, out):
    @ON_SAMPLES
    def samples(_, frames, count):
        out.writeframesraw(ctypes.string_at(frames, 2 * count))
        return 0

    @ON_SENTENCE
    def sentence(_, timed):
        timed = timed.contents
        print(f"{timed.start_ms / 1000:8.3f}  {sentence_text(article, timed)}")
        return 0

    receiver = Receiver(None, samples, ON_CHAPTER(), sentence)
    call(lib.listen_speak, reader, article, byref(receiver), c_size_t(sizeof(receiver)), None)


def main(path, sound):
    reader, article, rate = c_void_p(), c_void_p(), c_int()
    try:
        call(lib.listen_reader_open, None, byref(reader))
        call(lib.listen_article_load, reader, path.encode(), None, byref(article))
        print(lib.listen_article_title(article))
        print(label(article, reader))
        call(lib.listen_reader_start, reader, byref(rate))
        with wave.open(sound, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(rate.value)
            speak(reader, article, out)
    finally:
        lib.listen_article_free(article)
        lib.listen_reader_close(reader)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: example.py ARTICLE SOUND")
    try:
        main(*sys.argv[1:])
    except ListenError as error:
        sys.exit(str(error))
