"""The text of short messages: alphabets, counting, cutting, joining, after 3GPP TS 23.038 and
23.040.

Sans-I/O, of use on its own:

- ``alphabets``: text to septets or UTF-16 and back, with the national tables;
- ``packing``: seven bits a character, with fill bits;
- ``headers``: the user data header;
- ``segments``: what a text costs, and its parts;
- ``joining``: the parts of a text, put together again;
- ``economy``: cheaper characters for dear ones, shown and taken back one by one;
- ``tables``: the same alphabet for programs in other languages.
"""
