"""Solutions to notebook 9: three of many right ways."""

# %% Scores 0 and 2 ln 3, by √4: 0 and ln 3. Powers 1 and 3, so shares 1/4 and 3/4.
from exercises import check

answer = [8 / 4, 4 * 3 / 4, 4, 0]

check("attention by hand", answer)

# %% Pieces: shorten the end until a piece fits, then go on from there.
from exercises import check


def pieces_of(word, vocabulary):
    pieces, start = [], 0
    while start < len(word):
        end, before = len(word), "##" if start else ""
        while end > start and before + word[start:end] not in vocabulary:
            end -= 1
        if end == start:
            return ["[UNK]"]
        pieces.append(before + word[start:end])
        start = end
    return pieces


check("pieces of a word", pieces_of)

# %% Heads: the words have to come first before the numbers are put in one row.
from exercises import check


def found_by_heads(A, v):
    """(H, L, L) attention and (H, L, d) values -> (L, H d)."""
    found = A @ v  # (H, L, d)
    H, L, d = found.shape
    return found.swapaxes(0, 1).reshape(L, H * d)


check("mixed heads", found_by_heads)

# %% Open. For instance "fair": just, or a market with rides. With two sentences each the cosines of
# the last layer were .90 within a sense and .69 across. "bat", the animal and the stick, did not
# part: .90 and .91, as "flew" and "hit the ball" say little of what they need. "car" and
# "automobile" in the same four sentences rose from .58 at the input to .81 after layer 5: what they
# take from the other words is the same.
